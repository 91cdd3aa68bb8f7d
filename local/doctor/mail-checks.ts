import { about, fail, ok, warn, type Finding, type StageSeen } from './seen.ts';

/** What mail needs to come in: the domain's MX, the active rule set with our rule, a bucket and a topic that take it. */
export function receiving({ region, careAddresses, wantedRule, rule, dns, waysIn, stage }: StageSeen): Finding[] {
  const inbound = `inbound-smtp.${region}.amazonaws.com`;
  return [
    ...about('The receipt rules of SES', rule, ({ activeSet, rule: own }) => {
      const activate = `aws ses set-active-receipt-rule-set --rule-set-name ${wantedRule.set} --region ${region}`;
      if (activeSet === null) return [fail('No receipt rule set is active: no mail is received.', activate)];
      if (activeSet !== wantedRule.set) return [fail(`The active receipt rule set is "${activeSet}", and our rule stands in "${wantedRule.set}": no mail reaches us.`, `Deploy with -c receiptRuleSet=${activeSet}, or ${activate}`)];
      if (!own) return [fail(`The active receipt rule set "${activeSet}" does not contain our rule moked-${stage}.`, 'Deploy again.')];
      const missing = careAddresses.filter((address) => !own.recipients.includes(address));
      return [
        own.isOn ? ok(`Our receipt rule is on, in the active set "${activeSet}".`) : fail('Our receipt rule is switched off.', 'Deploy again, or switch it on in SES.'),
        ...(missing.length > 0 ? [fail(`The receipt rule does not take mail to ${missing.join(', ')}.`, 'Deploy again.')] : []),
        ...(own.bucket !== wantedRule.bucket || own.topic !== wantedRule.topic ? [fail('The receipt rule puts mail somewhere else than into our bucket and topic.', 'Deploy again.')] : []),
      ];
    }),
    ...about('The domain\'s MX record', dns, ({ domain, mailExchangers }) => {
      if (mailExchangers.length === 0) return [fail(`${domain} has no MX record: nobody can write to it.`, `Enter: ${domain} MX 10 ${inbound}`)];
      if (!mailExchangers.includes(inbound)) return [fail(`The MX record of ${domain} leads to ${mailExchangers.join(', ')}, not to ${inbound}.`, `Enter: ${domain} MX 10 ${inbound}, or forward from there to us.`)];
      const others = mailExchangers.filter((one) => one !== inbound);
      return [others.length > 0 ? warn(`${domain} has other mail servers too: ${others.join(', ')}. Mail that goes there is not ours.`, 'Remove them from the MX record, or forward.') : ok(`The MX record of ${domain} leads to SES in ${region}.`)];
    }),
    ...about('Bucket and topics', waysIn, ({ bucket, sesMayWrite, topics }) => [
      sesMayWrite ? ok(`SES may put mail into the bucket ${bucket}.`) : fail(`The policy of the bucket ${bucket} does not let SES put mail into it.`, 'Deploy again.'),
      ...topics.map(({ name, sesMayPublish }) => (sesMayPublish ? ok(`SES may publish to ${name}.`) : fail(`The policy of the topic ${name} does not let SES publish.`, 'Deploy again.'))),
    ]),
  ];
}

const NEAR_THE_QUOTA = 0.8;

/** What mail needs to go out and to be believed. */
export function sending({ identity, quota, dns, region }: StageSeen): Finding[] {
  return [
    ...about('The domain\'s identity in SES', identity, ({ verification, dkim, mailFrom }) => {
      if (verification === null) return [fail(`SES in ${region} does not know the domain: nothing can be sent.`, 'Deploy again, without -c identity=existing.')];
      return [
        verification === 'Success' ? ok('The domain is verified.') : fail(`The domain is not verified yet (${verification}): nothing can be sent.`, 'Enter the CNAME records that the deployment named (outputs Dkim1 to Dkim3).'),
        dkim?.status === 'Success' && dkim.isOn ? ok('DKIM signs what goes out.') : fail(dkim && !dkim.isOn ? 'DKIM is switched off: many will not believe our mail.' : `DKIM is not confirmed yet (${dkim?.status ?? 'not set up'}): many will not believe our mail.`, 'Enter the CNAME records Dkim1 to Dkim3; SES looks again by itself for 72 hours.'),
        // Without one the bounce address is amazonses.com's: SPF passes there, and DMARC rests on DKIM alone.
        mailFrom === null ? warn('There is no MAIL FROM domain of our own: DMARC rests on DKIM alone.', 'Set one up in SES if you want SPF to count too.')
          : mailFrom.status === 'Success' ? ok(`Bounces come to ${mailFrom.domain}.`) : warn(`The MAIL FROM domain ${mailFrom.domain} is not confirmed (${mailFrom.status}).`, 'Enter its MX and SPF records.'),
      ];
    }),
    ...about('The domain\'s DMARC and SPF records', dns, ({ domain, spf, dmarc }) => [
      dmarc.length === 0 ? warn(`${domain} has no DMARC record: large mail services distrust what goes out.`, `Enter: _dmarc.${domain} TXT "v=DMARC1; p=none; rua=mailto:…"`)
        : dmarc.length > 1 ? fail(`${domain} has ${dmarc.length} DMARC records, and none counts.`, 'Leave one.') : ok(`DMARC: ${dmarc[0]}`),
      ...(spf.length > 1 ? [fail(`${domain} has ${spf.length} SPF records, which is an error for everybody who reads them.`, 'Join them into one.')] : []),
    ]),
    ...about('What SES allows to send', quota, ({ mailsPerDay, mailsPerSecond, sentLastDay, isSandboxed, isPaused }) => {
      if (isPaused) return [fail('SES has paused sending for this account.', 'See the account\'s reputation page in SES.')];
      if (isSandboxed) return [fail(`The account is in the SES sandbox: ${mailsPerDay} mails a day, to verified addresses only. Customers get no acknowledgement.`, 'Request production access in SES.')];
      const isNear = mailsPerDay >= 0 && sentLastDay > mailsPerDay * NEAR_THE_QUOTA;
      const says = `SES allows ${mailsPerDay < 0 ? 'any number of' : mailsPerDay} mails a day and ${mailsPerSecond} a second; ${sentLastDay} in the last day.`;
      return [isNear ? warn(says, 'Request a higher quota in SES.') : ok(says)];
    }),
  ];
}
