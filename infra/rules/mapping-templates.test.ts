import { expect, test } from 'vitest';
import { mappingTemplates } from './mapping-templates.ts';
import type { MethodProperties } from './method.ts';
import { findings, synthesised, theOne } from './testing.ts';

const brokenAfter = (template: string) => {
  const system = synthesised();
  const method = theOne<MethodProperties>(system, 'AWS::ApiGateway::Method', 'FacadeApiwebhookspaymentsPOST');
  Object.assign(method.properties.Integration ?? {}, {
    RequestTemplates: { 'application/json': template },
  });
  return findings(mappingTemplates, system).map((line) => line.replace(`orders/${method.id}: `, ''));
};

test.each([
  [
    'that is not Velocity',
    '#set($a = )',
    /^its request template for application\/json: the template is not Velocity: Parse error on line 1:.*Correct it\.$/,
  ],
  [
    'whose #end is glued to a letter',
    "#if($a)#set($b = 'c')#endAction=SendMessage",
    /#endAction is no directive, since a directive ends where its letters end\. Write #\{end\}, or move "Action" away from it\./,
  ],
  [
    'whose block never ends',
    '#if($a)Action=SendMessage',
    /1 blocks begin \(#if, #foreach\) but 0 end \(#end\)\. Give each block its #end\./,
  ],
])('a mapping template %s fails', (_, template, message) => {
  expect(brokenAfter(template)).toEqual([expect.stringMatching(message)]);
});

test('a template with #elseif, #else and #{end} passes', () => {
  expect(brokenAfter('#if($a)1#elseif($b)2#{else}3#{end}4')).toEqual([]);
});

test('templates of gateway responses are looked at too', () => {
  const system = synthesised();
  const response = theOne<{ ResponseTemplates: Record<string, string> }>(
    system,
    'AWS::ApiGateway::GatewayResponse',
    'FacadeApiDEFAULT4XX',
  );
  response.properties.ResponseTemplates['application/json'] = '#foreach($x in $y)';
  expect(findings(mappingTemplates, system)).toHaveLength(1);
});
