import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import { GatewayRequest } from './request.ts';
import { compileTemplate } from './vtl.ts';

const api = {
  apiId: 'a',
  accountId: '0',
  stage: 'prod',
  deploymentId: 'd',
  stageVariables: { color: 'red' },
};

function requestOf(body: Buffer | string, headers: Record<string, string> = {}): GatewayRequest {
  const message = {
    method: 'POST',
    url: '/orders?limit=1&limit=2&name=a%20b',
    headers: { host: 'localhost', ...headers },
    rawHeaders: ['X-Thing', 'thing'],
    httpVersion: '1.1',
    socket: { remoteAddress: '127.0.0.1' },
  };
  return new GatewayRequest(message as unknown as IncomingMessage, Buffer.from(body), api);
}

function render(source: string, body: Buffer | string = '', headers: Record<string, string> = {}): string {
  const request = requestOf(body, headers);
  return compileTemplate(source)({ request, text: request.text });
}

const order = '{"id":"o-1","lines":[{"sku":"A"},{"sku":"B"}],"note":null}';

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html */
describe('$input', () => {
  test.each([
    ['$input.body', order],
    ["$input.json('$.lines[0]')", '{"sku":"A"}'],
    ["$input.json('$.lines[*].sku')", '["A","B"]'],
    [`$input.json("$['id']")`, '"o-1"'],
    ["$input.json('$.missing')", '""'],
    ["$input.path('$.lines[1].sku')", 'B'],
    ["#foreach($line in $input.path('$.lines'))$line.sku#if($foreach.hasNext),#end#end", 'A,B'],
    ["$input.params('name') $input.params('limit')", 'a b 2'],
    ["$input.params('X-Thing')", 'thing'],
    ["[$input.params('nothing')]", '[]'],
    ['$input.params().querystring.name', 'a b'],
    [
      "[$input.path('$.missing')] [$input.path('$.note')] [$context.missing] [$context.identity.user]",
      '[] [] [] []',
    ],
    ["$input.path('$').containsKey('id') $input.path('$.lines').isEmpty()", 'true false'],
    ["$input.path('$.lines').size() $input.path('$.lines').get(1).sku", '2 B'],
    ["#foreach($key in $input.path('$').keySet())$key;#end", 'id;lines;note;'],
    ["#foreach($line in $input.path('$.lines'))$foreach.first $foreach.last;#end", 'true false;false true;'],
    ['[$foreach.last] [$missing] [$missing.b()]', '[] [] []'],
    ["#set($list = [])$list.add('a') $list.size()", 'true 1'],
    ["#set($map = {})[$map.put('a', 'b')] [$map.put('a', 'c')] $map", '[] [b] {a=c}'],
    ["#set($body = $input.path('$'))#set($body.id = 'o-2')$input.json('$.id')", '"o-2"'],
    ["$input.params().header.get('X-Thing')", 'thing'],
    ['$input.params().querystring $input.params().path.isEmpty()', '{limit=2, name=a b} true'],
  ])('%s', (source, expected) => {
    expect(render(source, order, { 'x-thing': 'thing' })).toBe(expected);
  });

  /** As recordings of AWS have it, whatever the content type. */
  test.each([
    ['$input.body', '{}'],
    ['$util.urlEncode($input.body)', '%7B%7D'],
    ["[$input.path('$.id')] $input.json('$.id')", '[] ""'],
  ])('an empty body is an empty object: %s', (source, expected) => {
    expect(render(source)).toBe(expected);
  });

  test('a body that begins as JSON and is none is a bad request, and another one is a text', () => {
    expect(() => render("$input.json('$')", '{no')).toThrow('Could not parse request body into json');
    expect(render("$input.path('$').split('&').get(1) [$input.path('$.a')]", 'a=1&b=2')).toBe('b=2 []');
  });

  /** As recordings of AWS have it: a map as Java writes it, a list as JSON. */
  test.each([
    ['{"foo":"bar","to":{"a":1}}', '{foo=bar, to={a=1}}'],
    ['[{"foo":"bar"}]', '[{"foo":"bar"}]'],
    ['{"list":[{"foo":"bar"}],"no":null}', '{list=[{"foo":"bar"}], no=null}'],
  ])('%s is shown as %s', (body, expected) => {
    expect(render("#set($r = $input.path('$'))$r", body)).toBe(expected);
    expect(render("$input.path('$').toString()", body)).toBe(expected);
  });

  test('a number stays as it is written', () => {
    const body = '{"price":10.0,"id":12345678901234567890}';
    expect(render("$input.json('$')", body)).toBe(body);
    expect(render("$input.path('$.price') $input.path('$.id')", body)).toBe('10.0 12345678901234567890');
    expect(render("#set($n = $input.path('$.price') + 1)$n", body)).toBe('11');
  });
});

describe('$util', () => {
  test.each([
    [`$util.urlEncode("a b&c=d+e/f'~!*")`, 'a+b%26c%3Dd%2Be%2Ff%27%7E%21*'],
    ["$util.urlDecode('a+b%26')", 'a b&'],
    ["$util.base64Encode('Grüße')", 'R3LDvMOfZQ=='],
    ["$util.base64Decode('R3LDvMOfZQ==')", 'Grüße'],
    [`$util.escapeJavaScript('a"b\n/é')`, 'a\\"b\\n\\/\\u00E9'],
    [`$util.parseJson('{"a":{"b":1}}').a.b`, '1'],
    ['[$util.escapeJavaScript($missing)] [$util.parseJson($missing)]', '[] []'],
  ])('%s', (source, expected) => {
    expect(render(source)).toBe(expected);
  });

  /** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html */
  test('the base64 of the body keeps control characters, and has a replacement for what is no UTF-8', () => {
    const encoded = (bytes: number[]) => render('$util.base64Encode($input.body)', Buffer.from(bytes));
    expect(encoded([0x00, 0x7b, 0x0a, 0x1f])).toBe('AHsKHw==');
    expect(encoded([0xff])).toBe('77+9');
  });
});

describe('text', () => {
  test.each([
    ['$text.length()', '5'],
    ['$text.contains("b")', 'true'],
    ['$text.replace("a", "x")', 'x.b.x'],
    ['$text.replaceAll("[ab]", "x")', 'x.x.x'],
    ['$text.split("\\.").size()', '3'],
    ['$text.split("a").size()', '2'],
    ['$text.substring(2).toUpperCase()', 'B.A'],
    ['$text.isEmpty()', 'false'],
    ["$text.matches('[a-z]')", 'false'],
    ["$text.matches('.*')", 'true'],
  ])('has the methods of Java: %s', (source, expected) => {
    expect(render(`#set($text = 'a.b.a')${source}`)).toBe(expected);
  });

  test('a method that is not known is an error that names it', () => {
    expect(() => render(`#set($text = 'a')$text.strip()`)).toThrow('calls strip() on text');
  });
});

describe('$context', () => {
  test('names the request, its time and its stage', () => {
    const request = requestOf('');
    const source = '$context.requestId $context.requestTimeEpoch $context.stage $context.identity.sourceIp';
    expect(compileTemplate(source)({ request, text: '' })).toBe(
      `${request.requestId} ${request.receivedAt} prod 127.0.0.1`,
    );
    expect(request.context.requestTime).toMatch(/^\d\d\/\w{3}\/\d{4}:\d\d:\d\d:\d\d \+0000$/);
  });

  test('$stageVariables are at hand', () => {
    expect(render('$stageVariables.color')).toBe('red');
  });

  test('a template may override status and headers of the answer', () => {
    const request = requestOf('');
    const source = `#set($context.responseOverride.status = 413)#set($context.responseOverride.header.x-a = "b")ok`;
    expect(compileTemplate(source)({ request, text: '' })).toBe('ok');
    expect(request.overrides?.responseOverride).toEqual({ status: 413, header: { 'x-a': 'b' } });
  });

  test('a template may override headers, query parameters and path parameters of the request', () => {
    const request = requestOf('');
    const source = `#set($context.requestOverride.header.x-a = "b")#set($context.requestOverride.querystring.q = 1)
#set($context.requestOverride.path['id'] = "c")ok`;
    compileTemplate(source)({ request, text: '' });
    expect(request.overrides?.requestOverride).toEqual({
      header: { 'x-a': 'b' },
      querystring: { q: 1 },
      path: { id: 'c' },
    });
  });

  /** https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-override-request-response-parameters.html */
  test.each(['requestOverride.header.x', 'responseOverride.header.x', 'responseOverride.status'])(
    'the second override of %s fails the request',
    (name) => {
      const request = requestOf('');
      const template = compileTemplate(`#set($context.${name} = 201)#set($context.${name} = 202)`);
      expect(() => template({ request, text: '' })).toThrow('Internal server error');
    },
  );
});

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html, and recordings of AWS */
test('a template sees what the edge adds to the headers, and not what concerns the connection', () => {
  const request = requestOf('');
  request.rawHeaders.push('Content-Length', '1', 'X-Twice', 'a', 'x-twice', 'b');
  const source =
    "$input.params('X-Forwarded-For') [$input.params('content-length')] $input.params('X-Twice')";
  expect(compileTemplate(source)({ request, text: '' })).toBe('127.0.0.1 [] b');
});

/** https://velocity.apache.org/engine/1.7/user-guide.html#math */
test.each([
  ['#set($a = 7 / 2)$a', '3'],
  ['#set($a = -7 / 2)$a', '-3'],
  ['#set($a = 1 / 0)[$a]', '[]'],
  ['#if(1 == "1" && "true" == true)same#end', 'same'],
  [
    '#set($none = [])#if(0 == "" || $none == "" || $missing == "" || false == "")same#{else}other#end',
    'other',
  ],
  ['#if($missing == $null)same#end', 'same'],
])('numbers and comparisons are those of Velocity: %s', (source, expected) => {
  expect(render(source)).toBe(expected);
});

test.each([
  ["#if($input.params('nothing'))true#{else}false#end", 'true'],
  ["#if($input.params('nothing') != '')true#{else}false#end", 'false'],
  ["#set($v = $input.params('nothing'))#if($v && $v.length() != 0)true#{else}false#end", 'false'],
  ['#if("$!missing" != "")true#{else}false#end', 'false'],
  ['#if($missing)true#{else}false#end', 'false'],
  ['#if(!$missing && 0)true#{else}false#end', 'true'],
  ['#if(false || $missing)true#elseif("")elseif#end', 'elseif'],
])('empty text is true, as in Velocity 1.7: %s', (source, expected) => {
  expect(render(source)).toBe(expected);
});
