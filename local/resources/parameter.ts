import { arn, physicalName, required, type ResourceModule } from './resource.ts';

/** Parameters that the template itself sets. */
export const parameter: ResourceModule = {
  types: ['AWS::SSM::Parameter'],
  make(resource, laptop) {
    const name = physicalName(resource, laptop, resource.properties['Name'], 2_048);
    const type = resource.properties['Type'] === 'StringList' ? 'StringList' : 'String';
    const value = required(resource, 'Value');
    laptop.parameters.set(name, value, type);
    return { ref: name, name, attributes: { Type: type, Value: value, Arn: arn('ssm', laptop, `parameter/${name.replace(/^\//, '')}`) } };
  },
};
