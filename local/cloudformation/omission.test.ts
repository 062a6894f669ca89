import { expect, test } from 'vitest';
import { isOmittedType, withoutOmitted } from './omission.ts';

const reasons = {
  'AWS::EC2::VPC': 'all is one machine',
  'Test::Thing Network.Subnets': 'all is one machine',
  'Test::Thing Containers.Logging': 'lines go to the terminal',
  '* Tags': 'tags are for people',
};

test('only a line of its own leaves a type out', () => {
  expect(isOmittedType('AWS::EC2::VPC', reasons)).toBe(true);
  expect(isOmittedType('Test::Thing', reasons)).toBe(false);
});

test('a property is left out by its path, through lists too, and nothing beside it', () => {
  const properties = {
    Network: { Subnets: ['a'], Mode: 'm' },
    Containers: [{ Logging: {} }, { Image: 'i' }],
    Tags: [],
  };
  expect(withoutOmitted('Test::Thing', properties, reasons)).toEqual({
    Network: { Mode: 'm' },
    Containers: [{}, { Image: 'i' }],
  });
  expect(withoutOmitted('Test::Other', properties, reasons)).toEqual({ ...properties, Tags: undefined });
});
