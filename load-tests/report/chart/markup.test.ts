import { expect, test } from 'vitest';
import { element, escapeText, textElement } from './markup.ts';
import { parseXml, textOf } from './testing.ts';

const hostile = `</text><script>alert("1")</script> & 'x' <!-- ]]> \u0000\u0008\ud800\uffff`;

test('text comes out as it went in, and as nothing else', () => {
  const node = parseXml(textElement('text', { class: hostile }, hostile));
  expect(node.children).toHaveLength(1);
  expect(textOf(node)).toBe(`</text><script>alert("1")</script> & 'x' <!-- ]]> ${'\ufffd'.repeat(4)}`);
  expect(node.attributes['class']).toBe(textOf(node));
});

test('text keeps its letters, signs and line breaks', () => {
  expect(escapeText('μ = C·b/S ✓ 😀\n')).toBe('μ = C·b/S ✓ 😀\n');
});

test('an attribute without a value is left out', () => {
  expect(element('line', { x: 0, class: undefined })).toBe('<line x="0"/>');
});

test('an element that HTML would leave open is closed', () => {
  expect(element('div', {})).toBe('<div></div>');
});
