import { describe, expect, test } from 'vitest';
import { parseDockerfile } from './dockerfile.ts';

describe('a Dockerfile', () => {
  test('tells the command and the environment of its last stage', () => {
    const text = `
      # syntax=docker/dockerfile:1
      FROM node:24 AS build
      ENV NODE_ENV=development
      CMD ["node", "build.ts"]
      FROM node:24-slim
      WORKDIR /app
      COPY . .
      ENV NODE_ENV=production PORT=8080 \\
          GREETING="good morning"
      ENV OLD one word
      CMD ["node", "--enable-source-maps", "server.ts"]`;
    expect(parseDockerfile(text)).toEqual({
      command: ['node', '--enable-source-maps', 'server.ts'],
      environment: { NODE_ENV: 'production', PORT: '8080', GREETING: 'good morning', OLD: 'one word' },
    });
  });

  test.each([
    ['CMD node server.ts', 'only the exec form'],
    ['ENTRYPOINT ["node"]', 'ENTRYPOINT is not understood'],
    ['ENV A=$B', 'variables in ENV'],
    ['EXPOSE 8080', 'no CMD'],
  ])('with %s is refused', (line, reason) => {
    expect(() => parseDockerfile(`FROM node:24\n${line}`)).toThrow(reason);
  });
});
