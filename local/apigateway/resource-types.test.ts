import { expect, test } from 'vitest';
import { ApiFixture, answering } from './api-fixture.ts';

test('resources answer references as the CloudFormation documentation says', async () => {
  const api = await ApiFixture.create();
  expect(api.restApiId).toMatch(/^[0-9a-z]{10}$/);
  const resource = await api.add('Resource', 'Orders', {
    ParentId: api.restApis.find(api.restApiId).rootResourceId,
    PathPart: 'orders',
  });
  expect(resource.attributes).toEqual({ ResourceId: resource.ref });
  const model = await api.add('Model', 'Order', { Schema: { type: 'object' } });
  expect(model.ref).toMatch(/^[A-Za-z0-9]+$/);
  const named = await api.add('Model', 'Named', { Name: 'Named', Schema: {} });
  expect(named.ref).toBe('Named');
  const deployment = await api.add('Deployment', 'Deployment', {});
  expect(deployment.attributes).toEqual({ DeploymentId: deployment.ref });
  const stage = await api.add('Stage', 'Stage', { DeploymentId: deployment.ref, StageName: 'prod' });
  expect(stage.ref).toBe('prod');
  const link = await api.add('AWS::ApiGatewayV2::VpcLink', 'Link', { Name: 'link' });
  expect(link.attributes).toEqual({ VpcLinkId: link.ref });
});

test('IDs are the same on every start', async () => {
  const [first, second] = [await ApiFixture.create(), await ApiFixture.create()];
  expect(first.restApiId).toBe(second.restApiId);
});

test('an API has one stage', async () => {
  const api = await ApiFixture.create();
  await api.start({ StageName: 'prod' });
  await expect(api.start({ StageName: 'test' })).rejects.toThrow('stages prod and test; one is supported');
});

test('a method is defined once', async () => {
  const api = await ApiFixture.create();
  await api.method('GET', '/a', answering('a'));
  await expect(api.method('GET', '/a', answering('b'))).rejects.toThrow('GET /a is defined twice');
});
