import { once } from 'node:events';
import { Agent, createServer, request as send } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { ApiFixture, answering, functionsOf, lambdaProxyMethod } from './api-fixture.ts';

test('an API is served on the loopback address with its stage hidden', async () => {
  const api = await ApiFixture.create();
  await api.method('GET', '/', answering('root'));
  await api.method('GET', '/a/{b}', answering('below'));
  const url = await api.start();
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(api.restApis.urls()).toEqual([url]);
  expect(await (await fetch(`${url}/`)).text()).toBe('root');
  expect(await (await fetch(`${url}/a/1`)).text()).toBe('below');
});

test('a port in use is an error that names it and says what to do', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void other.close());
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const api = await ApiFixture.create({ port });
  await expect(api.start()).rejects.toThrow(
    `Port ${port} on 127.0.0.1 is in use: stop what listens there, or set PORT to another port (0 takes any free one).`,
  );
});

test('a second API takes any free port', async () => {
  const api = await ApiFixture.create();
  const first = await api.start();
  const second = api.restApis.create('second');
  second.deploy({ name: 'prod', deploymentId: 'd', variables: {}, methodSettings: [] });
  await api.restApis.start('second');
  onTestFinished(() => api.restApis.stop('second'));
  expect(api.restApis.urls()).toEqual([first, api.restApis.url('second')]);
});

test('stopping finishes the requests under way and does not wait for idle connections', async () => {
  const called = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const functions = functionsOf(async ({ path }) => {
    if (path === '/slow') {
      called.resolve();
      await released.promise;
    }
    return { body: 'done' };
  });
  const api = await ApiFixture.create({ functions });
  await api.method('GET', '/{any}', lambdaProxyMethod);
  const url = await api.start();
  await (await fetch(`${url}/idle`)).text();
  const slow = fetch(`${url}/slow`);
  await called.promise;
  const stopped = api.restApis.stop(api.restApiId);
  await expect(fetch(`${url}/late`)).rejects.toThrow();
  released.resolve();
  expect(await (await slow).text()).toBe('done');
  await stopped;
});

test('stopping does not wait for a connection without a request', async () => {
  const api = await ApiFixture.create();
  const { hostname, port } = new URL(await api.start());
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  const closed = once(socket.resume(), 'close');
  await api.restApis.stop(api.restApiId);
  await closed;
});

test('stopping does not wait for the rest of a request that has not arrived', async () => {
  const api = await ApiFixture.create();
  const { hostname, port } = new URL(await api.start());
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  socket.write('POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\nhalf');
  // the server has begun to read the request when it says "100 Continue"
  await once(socket, 'data');
  const closed = once(socket.resume(), 'close');
  await api.restApis.stop(api.restApiId);
  await closed;
});

test('a connection serves many requests', async () => {
  const api = await ApiFixture.create();
  await api.method('GET', '/a', answering('a'));
  const url = await api.start();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  const reused = [];
  for (let call = 0; call < 2; call++) {
    const request = send(`${url}/a`, { agent }).end();
    const [response] = await once(request, 'response');
    await once(response.resume(), 'end');
    reused.push(request.reusedSocket);
  }
  expect(reused).toEqual([false, true]);
});

test('paths below /_local/ are answered by the hook, and routed when it does not know them', async () => {
  const api = await ApiFixture.create({
    localPaths: (request, response) => {
      if (request.url !== '/_local/health') return false;
      response.end('local');
      return true;
    },
  });
  const url = await api.start();
  expect(await (await fetch(`${url}/_local/health`)).text()).toBe('local');
  expect((await fetch(`${url}/_local/other`)).status).toBe(403);
});

test('dot segments are removed before routing, so that no route is reached around its access', async () => {
  const api = await ApiFixture.create({ functions: functionsOf(({ path }) => ({ body: path })) });
  await api.method('GET', '/{proxy+}', lambdaProxyMethod);
  await api.method('GET', '/internal', answering('internal'));
  const url = new URL(await api.start());
  const request = send({
    host: url.hostname,
    port: url.port,
    path: '/a/%2e%2e/./internal',
    agent: false,
  }).end();
  const [response] = await once(request, 'response');
  expect(String(await response.toArray())).toBe('internal');
});

test('an unexpected error answers 500, says nothing to the client, and is logged', async () => {
  const api = await ApiFixture.create({
    loadBalancers: {
      find: () => {
        throw new Error('secret');
      },
    },
  });
  const link = await api.add('AWS::ApiGatewayV2::VpcLink', 'Link', { Name: 'link' });
  await api.method('GET', '/a', {
    Integration: {
      Type: 'HTTP_PROXY',
      IntegrationHttpMethod: 'GET',
      Uri: 'http://legacy/',
      ConnectionType: 'VPC_LINK',
      ConnectionId: link.ref,
      IntegrationTarget: 'arn:lb',
    },
  });
  const response = await fetch(`${await api.start()}/a`);
  expect(response.status).toBe(500);
  expect(await response.text()).toBe('{"message":"Internal server error"}');
  expect(api.log.join()).toContain('secret');
});

test('a method that refers to something missing, or an unknown property, is refused', async () => {
  const api = await ApiFixture.create();
  const refused = (properties: object) =>
    expect(api.method('GET', '/a', { ...answering('a'), ...properties })).rejects;
  await refused({ AuthorizationType: 'COGNITO_USER_POOLS', AuthorizerId: 'x' }).toThrow(
    'There is no authorizer x',
  );
  await refused({ RequestValidatorId: 'x' }).toThrow('There is no request validator x');
  await refused({ RequestModels: { 'application/json': 'x' } }).toThrow('There is no model x');
  await refused({ AuthorizationType: 'AWS_IAM' }).toThrow('AuthorizationType');
  await refused({ Integration: { Type: 'MOCK', ContentHandling: 'x' } }).toThrow('ContentHandling');
  await refused({ Integration: { Type: 'FTP' } }).toThrow('HTTP_PROXY');
});
