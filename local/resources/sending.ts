import { physicalName, required, type ResourceModule } from './resource.ts';

interface Destination { Enabled?: boolean; MatchingEventTypes?: string[]; SnsDestination?: { TopicARN: string } }

/** SES's sending side: configuration sets, where their events go, and who may send. */
export const sending: ResourceModule = {
  types: ['AWS::SES::ConfigurationSet', 'AWS::SES::ConfigurationSetEventDestination', 'AWS::SES::EmailIdentity'],
  make(resource, laptop) {
    const { logicalId, properties, type } = resource;
    const { configurationSets, identities } = laptop.sending;
    if (type === 'AWS::SES::EmailIdentity') {
      const identity = required(resource, 'EmailIdentity');
      identities.add(identity.toLowerCase());
      const tokens = [1, 2, 3].flatMap((number) => [[`DkimDNSTokenName${number}`, `local${number}._domainkey.${identity}`], [`DkimDNSTokenValue${number}`, `local${number}.dkim.amazonses.com`]]);
      return { ref: identity, name: identity, attributes: Object.fromEntries(tokens) as Record<string, string> };
    }
    if (type === 'AWS::SES::ConfigurationSet') {
      const name = physicalName(resource, laptop, properties['Name']);
      configurationSets.set(name, []);
      return { ref: name, name };
    }
    const destinations = configurationSets.get(required(resource, 'ConfigurationSetName'));
    const destination = (properties['EventDestination'] ?? {}) as Destination;
    if (!destinations || !destination.SnsDestination) throw new Error(`${type} ${logicalId}: the local engine sends the events of a known configuration set to topics.`);
    destinations.push({
      // Spelled `renderingFailure` or `RENDERING_FAILURE`, depending on who wrote the template.
      eventTypes: new Set((destination.MatchingEventTypes ?? []).map((event) => event.replaceAll('_', '').toLowerCase())),
      topicArn: destination.SnsDestination.TopicARN,
      enabled: destination.Enabled !== false,
    });
    return { ref: `local-${logicalId}` };
  },
};
