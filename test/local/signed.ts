/** What the SDK's signature looks like to the engine's services: the key is read, the signature is not. */
export const SIGNED = { authorization: 'AWS4-HMAC-SHA256 Credential=LOCAL/20261122/eu-west-1/any/aws4_request, SignedHeaders=host, Signature=0' };
