import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { ApiFixture } from '../api-fixture.ts';

/** An HTTP server on loopback for one test; answers its address. */
export async function backend(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Answers what it got, as JSON. */
export const echo: RequestListener = (request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { method, url, headers } = request;
    const body = Buffer.concat(chunks).toString('base64');
    response.setHeader('x-echo', 'yes');
    response.end(JSON.stringify({ method, url, headers, body }));
  });
};

export interface Echo {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string;
}

/** An API that sends all requests through a VPC link to a load balancer. */
export async function proxyTo(loadBalancerUrl: string, integration: object = {}) {
  const find = (arn: string) => {
    if (arn !== 'arn:lb') throw new Error(`No load balancer ${arn}`);
    return { url: loadBalancerUrl };
  };
  const api = await ApiFixture.create({ loadBalancers: { find } });
  const link = await api.add('AWS::ApiGatewayV2::VpcLink', 'Link', { Name: 'link' });
  await api.method('ANY', '/{proxy+}', {
    Integration: {
      Type: 'HTTP_PROXY',
      IntegrationHttpMethod: 'ANY',
      Uri: 'http://internal-legacy.elb.amazonaws.com/{proxy}',
      ConnectionType: 'VPC_LINK',
      ConnectionId: link.ref,
      IntegrationTarget: 'arn:lb',
      RequestParameters: { 'integration.request.path.proxy': 'method.request.path.proxy' },
      ...integration,
    },
    RequestParameters: { 'method.request.path.proxy': true },
  });
  return { url: await api.start(), log: api.log };
}
