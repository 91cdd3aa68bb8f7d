import { CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AccountRecovery, CfnUserPoolGroup, Mfa, OAuthScope, UserPool, UserPoolClient, UserPoolDomain } from 'aws-cdk-lib/aws-cognito';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { parameterPrefix, type Deployment } from './deployment.ts';

const ROLES = { agent: 'Sees and answers cases', lead: 'Also leads the team: canned replies, team, known faults', admin: 'Also changes the company\'s settings' };

/**
 * Who signs in where no issuer of the company's own is named: a user pool of this deployment, by code and PKCE, nobody by
 * themselves. How to reach it stands in a parameter; one that `npm run deploy` was given goes before it.
 */
export class SignIn extends Construct {
  constructor(scope: Construct, id: string, props: { deployment: Deployment; http: HttpApi }) {
    super(scope, id);
    const { deployment: { stage, lasting }, http } = props;
    const { account, region } = Stack.of(this);
    const pool = new UserPool(this, 'Agents', {
      userPoolName: `moked-${stage}`,
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      autoVerify: { email: true },
      standardAttributes: { email: { required: true, mutable: true }, fullname: { required: true, mutable: true } },
      passwordPolicy: { minLength: 12, requireLowercase: true, requireUppercase: true, requireDigits: true, requireSymbols: true, tempPasswordValidity: Duration.days(3) },
      mfa: Mfa.OPTIONAL,
      mfaSecondFactor: { otp: true, sms: false },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      deletionProtection: lasting,
      removalPolicy: lasting ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    for (const [groupName, description] of Object.entries(ROLES)) new CfnUserPoolGroup(this, `Role-${groupName}`, { userPoolId: pool.userPoolId, groupName, description });
    const console = `${http.apiEndpoint}/`;
    const client = new UserPoolClient(this, 'Console', {
      userPool: pool,
      userPoolClientName: `moked-${stage}-console`,
      // A page keeps no secret; the code is bound to whoever began by PKCE.
      generateSecret: false,
      authFlows: {},
      oAuth: { flows: { authorizationCodeGrant: true }, scopes: [OAuthScope.OPENID, OAuthScope.PROFILE, OAuthScope.EMAIL], callbackUrls: [console], logoutUrls: [console] },
      idTokenValidity: Duration.hours(8),
      accessTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.hours(9),
      enableTokenRevocation: true,
      preventUserExistenceErrors: true,
    });
    // Prefixes are shared by everybody in the region; an account's number makes this one its own.
    new UserPoolDomain(this, 'Domain', { userPool: pool, cognitoDomain: { domainPrefix: `moked-${stage}-${account}` } });
    const settings = { issuer: `https://cognito-idp.${region}.amazonaws.com/${pool.userPoolId}`, audience: client.userPoolClientId, clientId: client.userPoolClientId, rolesClaim: 'cognito:groups', scope: 'openid profile email' };
    new StringParameter(this, 'Parameter', { parameterName: `${parameterPrefix(stage)}/sign-in`, stringValue: Stack.of(this).toJsonString(settings) });
    new CfnOutput(this, 'AgentsPool', { key: 'AgentsPool', value: pool.userPoolId });
  }
}
