import { once } from 'node:events';
import { Agent, createServer, request as httpRequest, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from 'vitest';
import { createResource } from '../resource-fixture.ts';
import { systemWith } from '../testing.ts';
import { resourceTypes } from './index.ts';
import { LoadBalancers } from './load-balancers.ts';
import type { Target } from './target-group.ts';

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

/** A load balancer with one listener and one target group, as a template describes it. */
async function createLoadBalancer(options: { group?: object; balancer?: object } = {}) {
  const loadBalancers = new LoadBalancers();
  cleanUp.push(() => loadBalancers.stop());
  const create = (type: string, logicalId: string, properties: object) =>
    createResource(
      resourceTypes,
      { type: `AWS::ElasticLoadBalancingV2::${type}`, logicalId, properties },
      systemWith({ loadBalancers }),
    );
  const balancer = await create('LoadBalancer', 'Balancer', { Type: 'application', ...options.balancer });
  const group = await create('TargetGroup', 'Group', {
    ...{ Protocol: 'HTTP', TargetType: 'ip', HealthCheckPath: '/health', HealthCheckIntervalSeconds: 0.02 },
    ...options.group,
  });
  const listener = await create('Listener', 'Listener', {
    ...{ LoadBalancerArn: balancer.ref, Port: 80, Protocol: 'HTTP' },
    DefaultActions: [{ Type: 'forward', TargetGroupArn: group.ref }],
  });
  const { url } = loadBalancers.find(balancer.ref);
  const register = (server: Server) =>
    loadBalancers.targetGroup(group.ref).register('127.0.0.1', (server.address() as AddressInfo).port);
  const createRule = (rule: object) =>
    create('ListenerRule', 'Rule', {
      ...{ ListenerArn: listener.ref, Priority: 1 },
      Actions: [{ Type: 'forward', TargetGroupArn: group.ref }],
      ...rule,
    });
  return { loadBalancers, balancer, url, register, createRule };
}

async function listen(listener: RequestListener): Promise<Server> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanUp.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return server;
}

/** A target that is healthy and answers with its name. */
const named = (name: string) => listen((_, response) => response.end(name));

const healthy = (targets: Target[]) => Promise.all(targets.map((target) => target.healthy));

describe('a load balancer', () => {
  test('has the address of its port as its DNS name', async () => {
    const { balancer, url } = await createLoadBalancer();
    expect(`http://${balancer.attributes?.['DNSName']}`).toBe(url);
    expect(balancer.ref).toMatch(/:loadbalancer\/app\/stack-Balancer-ABC\/[0-9a-f]{16}$/);
  });

  test('sends method, path, body and host on, and says for whom and how', async () => {
    const { url, register } = await createLoadBalancer();
    const target = await listen((request, response) => {
      const { method, url: path, headers } = request;
      response.writeHead(path === '/health' ? 200 : 201, { 'x-from': 'target' });
      void text(request).then((body) => response.end(JSON.stringify({ method, path, body, headers })));
    });
    await healthy([register(target)]);
    const headers = { 'x-forwarded-for': '203.0.113.7', 'content-type': 'text/plain' };
    const response = await fetch(`${url}/a%20b?c=d`, { method: 'PUT', body: 'hello', headers });
    expect(response.status).toBe(201);
    expect(response.headers.get('x-from')).toBe('target');
    expect(await response.json()).toMatchObject({
      method: 'PUT',
      path: '/a%20b?c=d',
      body: 'hello',
      headers: {
        host: new URL(url).host,
        'content-type': 'text/plain',
        'content-length': '5',
        'x-forwarded-for': '203.0.113.7, 127.0.0.1',
        'x-forwarded-proto': 'http',
        'x-forwarded-port': '80',
        'x-amzn-trace-id': expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
      },
    });
  });

  test('keeps the trace id that a request brings', async () => {
    const { url, register } = await createLoadBalancer();
    const target = await listen((request, response) => response.end(request.headers['x-amzn-trace-id']));
    await healthy([register(target)]);
    const trace = 'Root=1-67891233-abcdef012345678912345678';
    const response = await fetch(url, { headers: { 'x-amzn-trace-id': trace } });
    expect(await response.text()).toBe(trace);
  });

  test('asks its healthy targets in turn', async () => {
    const { url, register } = await createLoadBalancer();
    await healthy([register(await named('one')), register(await named('two'))]);
    const answers: string[] = [];
    for (let count = 0; count < 4; count++) answers.push(await (await fetch(url)).text());
    expect(answers.toSorted()).toEqual(['one', 'one', 'two', 'two']);
  });

  test('keeps its connections to a target', async () => {
    const { url, register } = await createLoadBalancer();
    const sockets = new Set<unknown>();
    const target = await listen((request, response) => {
      if (request.url === '/') sockets.add(request.socket);
      response.end();
    });
    await healthy([register(target)]);
    for (let count = 0; count < 5; count++) await (await fetch(url)).text();
    expect(sockets.size).toBe(1);
  });

  test('answers 503 in its own name without a target, and after the last one left', async () => {
    const { url, register } = await createLoadBalancer();
    const target = register(await named('one'));
    await healthy([target]);
    target.deregister();
    const response = await fetch(url);
    expect(response.status).toBe(503);
    expect(response.headers.get('server')).toBe('awselb/2.0');
    expect(await response.text()).toContain('<h1>503 Service Temporarily Unavailable</h1>');
  });

  test('takes the next request of a connection although its target answered before it had read the last one', async () => {
    const { url, register } = await createLoadBalancer();
    const early = await listen((request, response) => {
      if (request.method === 'GET') response.end('next');
      else response.writeHead(404).end('no');
    });
    await healthy([register(early)]);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    cleanUp.push(() => agent.destroy());
    const send = async (method: string, body?: Buffer) => {
      const request = httpRequest(url, { agent, method }).end(body);
      const [response] = await once(request, 'response');
      return text(response);
    };
    expect(await send('POST', Buffer.alloc(9_000_000))).toBe('no');
    expect(await send('GET')).toBe('next');
  });

  test('answers 502 when the target breaks off', async () => {
    const { url, register } = await createLoadBalancer();
    const target = await listen((request, response) => {
      if (request.url === '/health') response.end();
      else request.socket.destroy();
    });
    await healthy([register(target)]);
    const response = await fetch(url);
    expect(response.status).toBe(502);
    expect(response.headers.get('server')).toBe('awselb/2.0');
  });

  test('answers 504 when the target is silent for longer than the idle timeout', async () => {
    const attributes = [{ Key: 'idle_timeout.timeout_seconds', Value: '0.05' }];
    const { url, register } = await createLoadBalancer({ balancer: { LoadBalancerAttributes: attributes } });
    const target = await listen((request, response) => request.url === '/health' && response.end());
    await healthy([register(target)]);
    expect((await fetch(url)).status).toBe(504);
  });
});

describe('a target', () => {
  test('gets no request before it is healthy, none while it is not, and again when it is', async () => {
    const { url, register } = await createLoadBalancer({
      group: { Matcher: { HttpCode: '200-299' }, HealthyThresholdCount: 2 },
    });
    let status = 500;
    const changing = await listen((request, response) => {
      response.statusCode = request.url === '/health' ? status : 200;
      response.end('changing');
    });
    const target = register(changing);
    expect((await fetch(url)).status).toBe(503);
    status = 204;
    await healthy([target, register(await named('steady'))]);
    status = 500;
    await expect.poll(() => target.state).toBe('unhealthy');
    const answers = await Promise.all([1, 2, 3].map(async () => (await fetch(url)).text()));
    expect(new Set(answers)).toEqual(new Set(['steady']));
    status = 200;
    await expect.poll(() => target.state).toBe('healthy');
  });

  test('is tried although unhealthy when all are', async () => {
    const { url, register } = await createLoadBalancer();
    let status = 200;
    const only = await listen((request, response) => {
      response.statusCode = request.url === '/health' ? status : 200;
      response.end('only');
    });
    const target = register(only);
    await healthy([target]);
    status = 500;
    await expect.poll(() => target.state).toBe('unhealthy');
    expect(await (await fetch(url)).text()).toBe('only');
  });
});

test('an attribute of a load balancer that is not understood is refused by name', async () => {
  const attributes = [{ Key: 'routing.http2.enabled', Value: 'false' }];
  await expect(createLoadBalancer({ balancer: { LoadBalancerAttributes: attributes } })).rejects.toThrow(
    'routing.http2.enabled',
  );
});

test('a listener or rule of a target group that is not there is refused when it is made', async () => {
  const { loadBalancers, balancer, createRule } = await createLoadBalancer();
  const actions = [{ Type: 'forward', TargetGroupArn: 'arn:none' }];
  await expect(
    createRule({
      Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/a'] } }],
      Actions: actions,
    }),
  ).rejects.toThrow('There is no target group arn:none');
  await loadBalancers.create('arn:other', { idleTimeoutSeconds: 60 });
  expect(() => loadBalancers.createListener('arn:other', 'arn:none')).toThrow(
    'There is no target group arn:none',
  );
  expect(loadBalancers.find(balancer.ref).url).toMatch(/^http:/);
});

describe('a listener rule', () => {
  const pathPattern = (...Values: string[]) => [{ Field: 'path-pattern', PathPatternConfig: { Values } }];

  test('rewrites the URL of requests whose path it takes, query string included, and of no other', async () => {
    const { url, register, createRule } = await createLoadBalancer();
    await createRule({
      Conditions: pathPattern('/live', '/live/*'),
      Transforms: [
        {
          Type: 'url-rewrite',
          UrlRewriteConfig: { Rewrites: [{ Regex: '^/live/?(.*)$', Replace: '/$1' }] },
        },
      ],
    });
    await healthy([register(await listen(({ url: seen }, response) => response.end(seen)))]);
    const seenFor = async (path: string) => (await fetch(url + path)).text();
    expect(await seenFor('/live/customers/1?a=b')).toBe('/customers/1?a=b');
    expect(await seenFor('/live')).toBe('/');
    expect(await seenFor('/lively/1')).toBe('/lively/1');
    expect(await seenFor('/customers/live/1')).toBe('/customers/live/1');
  });

  test('of the lowest priority wins', async () => {
    const { url, register, createRule } = await createLoadBalancer();
    const to = (Replace: string) => [
      { Type: 'url-rewrite', UrlRewriteConfig: { Rewrites: [{ Regex: '^.*$', Replace }] } },
    ];
    await createRule({ Priority: 2, Conditions: pathPattern('/a?'), Transforms: to('/second') });
    await createRule({ Priority: 1, Conditions: pathPattern('/ab'), Transforms: to('/first') });
    await healthy([register(await listen(({ url: seen }, response) => response.end(seen)))]);
    const seenFor = async (path: string) => (await fetch(url + path)).text();
    expect([await seenFor('/ab'), await seenFor('/ac')]).toEqual(['/first', '/second']);
  });
});
