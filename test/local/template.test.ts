import { describe, expect, it } from '@jest/globals';
import { resolveValue } from '../../local/intrinsics.ts';
import { inOrder, scopeOf, type Made, type Template } from '../../local/template.ts';

const template: Template = {
  Parameters: { Stage: { Type: 'String', Default: 'local' }, Zones: { Type: 'CommaDelimitedList', Default: 'a,b' }, Given: { Type: 'String' } },
  Mappings: { Sizes: { local: { memory: '256' } } },
  Conditions: { IsLocal: { 'Fn::Equals': [{ Ref: 'Stage' }, 'local'] }, IsFar: { 'Fn::Not': [{ Condition: 'IsLocal' }] }, Either: { 'Fn::Or': [{ Condition: 'IsFar' }, { Condition: 'IsLocal' }] }, Both: { 'Fn::And': [{ Condition: 'IsFar' }, { Condition: 'IsLocal' }] } },
  Resources: {},
};
const made = new Map<string, Made>([['Queue', { ref: 'http://queue', attributes: { Arn: 'arn:queue', 'Nested.Name': 'n' } }]]);
const scope = scopeOf(template, { name: 'moked', region: 'eu-west-1' }, made);
const value = (expression: unknown): unknown => resolveValue(expression, scope);

describe('expressions of the template', () => {
  it.each([
    [{ Ref: 'Queue' }, 'http://queue'],
    [{ Ref: 'Stage' }, 'local'],
    [{ Ref: 'Zones' }, ['a', 'b']],
    [{ Ref: 'AWS::AccountId' }, '000000000000'],
    [{ 'Fn::GetAtt': ['Queue', 'Arn'] }, 'arn:queue'],
    [{ 'Fn::GetAtt': 'Queue.Arn' }, 'arn:queue'],
    [{ 'Fn::GetAtt': 'Queue.Nested.Name' }, 'n'],
    [{ 'Fn::Join': ['-', ['a', { Ref: 'AWS::Region' }]] }, 'a-eu-west-1'],
    [{ 'Fn::Sub': 'x-${AWS::Region}-${Queue.Arn}-${!literal}' }, 'x-eu-west-1-arn:queue-${literal}'],
    [{ 'Fn::Sub': ['${own}/${Queue}', { own: { Ref: 'Stage' } }] }, 'local/http://queue'],
    [{ 'Fn::Select': ['1', { 'Fn::Split': [',', 'a,b,c'] }] }, 'b'],
    [{ 'Fn::FindInMap': ['Sizes', { Ref: 'Stage' }, 'memory'] }, '256'],
    [{ 'Fn::If': ['IsLocal', 'here', 'there'] }, 'here'],
    [{ 'Fn::If': ['Both', 'here', { 'Fn::If': ['Either', 'there', 'nowhere'] }] }, 'there'],
    [{ kept: 1, dropped: { Ref: 'AWS::NoValue' }, list: [{ Ref: 'AWS::NoValue' }, 2] }, { kept: 1, list: [2] }],
    [{ 'Fn::Base64': 'שלום' }, Buffer.from('שלום').toString('base64')],
  ])('%j becomes %j', (expression, expected) => {
    expect(value(expression)).toEqual(expected);
  });

  it.each([
    [{ Ref: 'Nobody' }, 'The template refers to Nobody, which is not there.'],
    [{ Ref: 'Given' }, "The template's parameter Given has no default value."],
    [{ 'Fn::GetAtt': ['Queue', 'Colour'] }, 'The template asks for Colour of Queue, which the local engine does not have.'],
    [{ 'Fn::ImportValue': 'x' }, 'Fn::ImportValue is not known to the local engine'],
    [{ 'Fn::Select': [5, ['a']] }, 'Fn::Select: there is no element 5'],
  ])('%j is an error that names what is missing', (expression, message) => {
    expect(() => value(expression)).toThrow(message);
  });
});

describe('the order of the resources', () => {
  const order = (Resources: Template['Resources']): string[] => inOrder({ ...template, Resources }, scope).map(([logicalId]) => logicalId);

  it('makes what is referred to before what refers to it', () => {
    expect(order({
      A: { Type: 't', Properties: { x: { 'Fn::Sub': '${B}/${C.Arn}' } } },
      B: { Type: 't', Properties: { y: { 'Fn::GetAtt': ['C', 'Arn'] } } },
      C: { Type: 't', DependsOn: ['D'] },
      D: { Type: 't' },
    })).toEqual(['D', 'C', 'B', 'A']);
  });

  it('leaves out what its condition excludes', () => {
    expect(order({ Here: { Type: 't', Condition: 'IsLocal' }, There: { Type: 't', Condition: 'IsFar' } })).toEqual(['Here']);
  });

  it('names the circle when resources wait for each other', () => {
    expect(() => order({ A: { Type: 't', Properties: { x: { Ref: 'B' } } }, B: { Type: 't', Properties: { x: { Ref: 'A' } } } })).toThrow('A -> B -> A');
  });
});
