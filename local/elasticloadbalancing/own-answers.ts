import type { ServerResponse } from 'node:http';

const reasons = {
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
} as const;

/** What an Application Load Balancer says in its own name. */
export function answerInOwnName(response: ServerResponse, statusCode: keyof typeof reasons): void {
  const title = `${statusCode} ${reasons[statusCode]}`;
  const lines = [
    '<html>',
    `<head><title>${title}</title></head>`,
    '<body>',
    `<center><h1>${title}</h1></center>`,
    '</body>',
    '</html>',
    '',
  ];
  const body = lines.join('\r\n');
  const headers = {
    server: 'awselb/2.0',
    'content-type': 'text/html',
    'content-length': Buffer.byteLength(body),
  };
  response.writeHead(statusCode, headers).end(body);
}
