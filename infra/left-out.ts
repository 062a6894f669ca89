import { dirname, join } from 'node:path';
import type { Plugin, PluginBuild } from 'esbuild';

/**
 * What packages import and no function reaches, with the reason. It would be most of a bundle's size and a third of its start.
 * `from` and `imports` are regular expressions of Go: of the importing file and of what it names.
 */
export const leftOut: { from: string; imports: string; except?: string; because: string }[] = [
  {
    from: '@smithy/core/.+/HttpProtocol',
    imports: '^@smithy/core/event-streams$',
    because: 'no operation that is called streams events',
  },
  {
    from: 'aws-xray-sdk-core/',
    imports: '/(patchers/aws_p|segments/plugins/\\w+|database/sql_data|sampling/default_sampler)$',
    because:
      'of version 2 of the SDK, other machines than Lambda, SQL, and sampling, which Lambda does itself',
  },
  {
    from: 'pg/lib/',
    imports: '^(\\./native|pgpass|pg-connection-string)$',
    because: 'the driver is JavaScript, and is told the parts of an address, password included',
  },
  {
    from: 'stripe/esm/',
    imports: '^\\./(resources[./]|StripeEventNotificationHandler|autoPagination)',
    except: './resources/Refunds.js',
    because: 'of the API only refunds are made, and of events only signatures are checked',
  },
  {
    from: 'zod/v4/classic/',
    imports: '/core/(json-schema-processors|to-json-schema)\\.js$',
    because: 'schemas become JSON Schema when the API is synthesised, not in functions',
  },
];

/** Bundles `left-out.cjs` in place of what no function reaches. */
export const leaveOut: Plugin = {
  name: 'leave-out',
  setup(build) {
    for (const { from, imports, except } of leftOut) {
      const importer = new RegExp(from);
      build.onResolve({ filter: new RegExp(imports) }, (asked) =>
        importer.test(asked.importer) && asked.path !== except
          ? { path: join(import.meta.dirname, 'left-out.cjs') }
          : undefined,
      );
    }
    build.onResolve({ filter: /^cls-hooked\/context$/ }, () => ({
      path: join(import.meta.dirname, 'trace-context.cjs'),
    }));
    credentialsFromEnvironment(build);
  },
};

/**
 * Lambda hands a function its role's credentials in environment variables, and so does the local run
 * (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html). The SDK's own chain of providers looks into
 * files, other processes and four more services, whose clients it brings along.
 */
function credentialsFromEnvironment(build: PluginBuild): void {
  const chain = /^@aws-sdk\/credential-provider-node$/;
  build.onResolve({ filter: chain }, async ({ path, pluginData, ...asked }) => {
    if (pluginData === chain) return undefined;
    const { path: replaced } = await build.resolve(path, { ...asked, pluginData: chain });
    return { path, namespace: 'environment', pluginData: dirname(replaced) };
  });
  build.onLoad({ filter: chain, namespace: 'environment' }, ({ pluginData: resolveDir }) => ({
    contents: "export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';",
    resolveDir,
  }));
}
