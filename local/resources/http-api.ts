import type { LocalFunction } from '../invoker.ts';
import { refuseProperties, required, type Laptop, type Resource, type ResourceModule } from './resource.ts';

/** How many requests a function behind the API handles at a time. */
const CONCURRENT_REQUESTS = 4;

/** A function by its name, its ARN, or the URI that API Gateway calls it by. Throws naming the resource that asks. */
export function functionNamed(given: string, resource: Resource, laptop: Laptop): LocalFunction {
  const functionArn = /arn:aws:lambda:[^:]*:\d*:function:[^:/]+/.exec(given)?.[0];
  const found = functionArn === undefined ? [...laptop.functions.values()].find(({ spec }) => spec.name === given) : laptop.functions.get(functionArn);
  if (!found) throw new Error(`${resource.type} ${resource.logicalId}: there is no function ${given}.`);
  return found;
}

/** The HTTP API: its routes join the engine's own server. */
export const httpApi: ResourceModule = {
  types: ['AWS::ApiGatewayV2::Api', 'AWS::ApiGatewayV2::Stage', 'AWS::ApiGatewayV2::Integration', 'AWS::ApiGatewayV2::Route'],
  make(resource, laptop) {
    const { logicalId, properties, type } = resource;
    switch (type) {
      case 'AWS::ApiGatewayV2::Api':
        refuseProperties(resource, ['Body', 'BodyS3Location', 'RouteKey', 'Target', 'CorsConfiguration']);
        if (properties['ProtocolType'] !== 'HTTP') throw new Error(`${type} ${logicalId}: the local engine knows HTTP APIs only.`);
        return { ref: 'local', name: logicalId, attributes: { ApiId: 'local', ApiEndpoint: laptop.apiUrl } };
      case 'AWS::ApiGatewayV2::Stage':
        if (properties['StageName'] !== '$default') throw new Error(`${type} ${logicalId}: the local engine knows the stage $default only.`);
        return { ref: '$default' };
      case 'AWS::ApiGatewayV2::Integration':
        if (properties['IntegrationType'] !== 'AWS_PROXY' || properties['PayloadFormatVersion'] !== '2.0') throw new Error(`${type} ${logicalId}: the local engine calls functions with payload format 2.0 only.`);
        laptop.integrations.set(logicalId, functionNamed(required(resource, 'IntegrationUri'), resource, laptop));
        return { ref: logicalId };
      default: {
        refuseProperties(resource, ['AuthorizerId', 'RequestParameters']);
        const target = laptop.integrations.get(required(resource, 'Target').replace(/^integrations\//, ''));
        if (!target) throw new Error(`${type} ${logicalId}: its integration is not there.`);
        target.allow(CONCURRENT_REQUESTS);
        const key = required(resource, 'RouteKey');
        laptop.routes.push({ key, target });
        // What everybody uses is loaded at the start; a platform's webhook when the platform first knocks.
        if (key === '$default') laptop.begin.push(() => target.warm());
        return { ref: logicalId };
      }
    }
  },
};
