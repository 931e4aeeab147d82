import { describe, expect, test } from 'vitest';
import { vocabularyFor } from './fixtures/vocabulary.ts';
import { decodeLink } from './link.ts';

const decode = (link: string) => decodeLink(link, vocabularyFor);
const second = 1_000_000;

describe('broken parts are named, and the rest stands', () => {
  test.each<[link: string, part: string, expected: RegExp]>([
    [
      'do=2s:hnag(gateway),3s:crash(n1)',
      'do=2s:hnag(gateway)',
      /^a verb such as hang, placeOrder, crash or cut; did you mean hang\?$/,
    ],
    ['do=2s:hang(gatewy),3s:crash(n1)', 'do=2s:hang(gatewy)', /^a node of this pattern; did you mean gateway\?$/],
    ['do=2:hang(gateway),3s:crash(n1)', 'do=2:hang(gateway)', /exact to 1 µs/],
    ['do=1.2345678s:hang(gateway),3s:crash(n1)', 'do=1.2345678s:hang(gateway)', /exact to 1 µs/],
    ['do=-1s:crash(n1),3s:crash(n1)', 'do=-1s:crash(n1)', /^a time from 0s to 3600s$/],
    ['do=1s+0s:crash(n1),3s:crash(n1)', 'do=1s+0s:crash(n1)', /^a duration from 1us/],
    ['do=1s+1s:restart(n1),3s:crash(n1)', 'do=1s+1s:restart(n1)', /^no duration/],
    ['do=1s:slow(n1,400),3s:crash(n1)', 'do=1s:slow(n1,400)', /^slow\(node,4x\)$/],
    ['do=1s:slow(n1,4000x),3s:crash(n1)', 'do=1s:slow(n1,4000x)', /from 0.01 to 1000 ×$/],
    ['do=1s:loss(n1,n2,1.5),3s:crash(n1)', 'do=1s:loss(n1,n2,1.5)', /from 0 to 100 %$/],
    ['do=1s:loss(n1,0.5),3s:crash(n1)', 'do=1s:loss(n1,0.5)', /^loss\(a,b,0.05\)$/],
    ['do=1s:cut(n1,n1),3s:crash(n1)', 'do=1s:cut(n1,n1)', /^two different nodes$/],
    ['do=1s:crash(n1,n2),3s:crash(n1)', 'do=1s:crash(n1,n2)', /^crash\(node\)$/],
    ['do=1s:crash(n1)x,3s:crash(n1)', 'do=1s:crash(n1)x', /^crash\(node\)$/],
    ['do=1s:drop(n9.5),3s:crash(n1)', 'do=1s:drop(n9.5)', /^a message such as order#212/],
    ['do=1s:set(lod:on),3s:crash(n1)', 'do=1s:set(lod:on)', /^a setting of this pattern; did you mean lid\?$/],
    [
      'do=1s:placeOrder(shoppers,(__proto__:(a:1))),3s:crash(n1)',
      'do=1s:placeOrder(shoppers,(__proto__:(a:1)))',
      /^plain data/,
    ],
    ['do=,3s:crash(n1)', 'do=', /^a time and an action/],
    [
      'do=3s:crash(n1)&set=breaker.waitMs:50',
      'set=breaker.waitMs:50',
      /^a number from 100 to 60000 ms for breaker.waitMs$/,
    ],
    ['do=3s:crash(n1)&set=breaker.waitms:500', 'set=breaker.waitms:500', /did you mean breaker.waitMs\?$/],
    ['do=3s:crash(n1)&set=__proto__:500', 'set=__proto__:500', /^a setting of this pattern$/],
    ['do=3s:crash(n1)&set=kettle.litres:NaN', 'set=kettle.litres:NaN', /^a number from 0.5 to 10 l/],
    ['do=3s:crash(n1)&set=kettle.litres:1e999', 'set=kettle.litres:1e999', /^a number from 0.5 to 10 l/],
    ['do=3s:crash(n1)&set=leaf:grean', 'set=leaf:grean', /did you mean green\?$/],
    ['do=3s:crash(n1)&set=lid:ajar', 'set=lid:ajar', /^on or off for lid$/],
    ['do=3s:crash(n1)&seed=4294967296', 'seed=4294967296', /^a seed from 0 to 4294967295$/],
    ['do=3s:crash(n1)&seed=1&seed=2', 'seed=2', /^seed only once$/],
    ['do=3s:crash(n1)&seed', 'seed=', /^a seed from/],
    ['do=3s:crash(n1)&until=0s', 'until=0s', /^an end between/],
    ['do=3s:crash(n1)&preset=rsh', 'preset=rsh', /^an experiment of this pattern; did you mean rush\?$/],
    ['do=3s:crash(n1)&skip=1', 'skip=1', /no actions of its own$/],
    ['do=3s:crash(n1)&mutant=forgets-lip', 'mutant=forgets-lip', /did you mean forgets-lid\?$/],
    ['do=3s:crash(n1)&on=2', 'on=2', /^on without a value$/],
    ['do=3s:crash(n1)&on&off', 'off', /^off only once$/],
    ['do=3s:crash(n1)&sede=7', 'sede=7', /did you mean seed\?$/],
    ['do=3s:crash(n1)&constructor=7', 'constructor=7', /^a parameter such as/],
    ['do=3s:crash(n1)&at=soon', 'at=soon', /^a time from 0s to 3600s$/],
    ['do=3s:crash(n1)&fp=xyz', 'fp=xyz', /^16 hex digits$/],
    ['do=3s:crash(n1)&note=a~0ab', 'note=a~0ab', /^a note of at most 280 characters in one paragraph$/],
    ['do=3s:crash(n1)&note=+', 'note=+', /^a note of at most 280 characters/],
    ['do=3s:crash(n1)&note=~zz', 'note=~zz', /^a note of at most 280 characters/],
    ['do=3s:crash(n1)&sel=~zz', 'sel=~zz', /^the id of a node or message$/],
    ['do=3s:crash(n1)&step=100', 'step=100', /^a lesson step/],
    ['do=3s:crash(n1)&v=99', 'v=99', /newer Faultline/],
    ['do=3s:crash(n1)&v=0', 'v=0', /ever in use$/],
    ['do=3s:crash(n1)&v=x', 'v=x', /^a link version up to 1$/],
    ['do=3s:crash(n1)&z=AAAA', 'z=AAAA', /damaged/],
    ['do=3s:crash(n1)&z', 'z=', /damaged/],
  ])('%s', async (query, part, expected) => {
    const { scenario, problems } = await decode(`#/tea-shop?${query}`);
    expect(problems).toEqual([{ part, expected: expect.stringMatching(expected) }]);
    expect(scenario?.actions.at(-1)).toEqual({ kind: 'crash', node: 'n1', atUs: 3 * second });
    expect(scenario).toMatchObject({ pattern: 'tea-shop', preset: 'calm' });
  });

  test.each([
    '',
    '   ',
    '#/',
    '#/no-such-pattern?seed=1',
    '#/__proto__',
    '#/constructor?seed=1',
    '#/../etc',
    'https://faultline.example/',
    '%',
    '%ZZ',
    '\uD800',
    '####',
    '?',
  ])('%j has no pattern', async (link) => {
    const { scenario, problems } = await decode(link);
    expect(scenario).toBeNull();
    expect(problems).toHaveLength(1);
  });

  test('a pattern that cannot be loaded', async () => {
    const { scenario, problems } = await decodeLink('#/tea-shop', () => Promise.reject(new Error('offline')));
    expect(scenario).toBeNull();
    expect(problems[0]?.expected).toMatch(/can be loaded/);
  });

  test.each([
    'asOfMs',
    'asOfMs:',
    ':5',
    'asOfMs:5.5',
    'asOfMs:1e9',
    'asOfMs:99999999999999999999',
    'As:1',
    'a:~3cb~3e',
    'a:~zz',
    `a:${'x'.repeat(121)}`,
    '__proto__:1',
    Array.from({ length: 9 }, (_, i) => `k${i}:1`).join(','),
  ])('view=%s is named and left out, and the run is the same', async (written) => {
    const { scenario, problems } = await decode(`#/tea-shop?seed=9&view=${written}&fp=0123456789abcdef`);
    expect(problems.map(({ expected }) => expected)).toEqual([expect.stringContaining('up to 8 names')]);
    expect(scenario).toMatchObject({ seed: 9, view: { fingerprint: '0123456789abcdef' } });
    expect(scenario?.view.own).toBeUndefined();
  });

  test('a fingerprint is kept only while the run is the one that was meant', async () => {
    expect((await decode('#/tea-shop?sede=7&fp=0123456789abcdef')).scenario?.view.fingerprint).toBe('0123456789abcdef');
    expect((await decode('#/tea-shop?seed=x&fp=0123456789abcdef')).scenario?.view.fingerprint).toBeUndefined();
  });

  test('no prototype is touched', async () => {
    await decode('#/tea-shop?set=__proto__:1&do=1s:placeOrder(shoppers,(a:(__proto__:(polluted:1))))&__proto__=1');
    expect(Object.prototype).not.toHaveProperty('polluted');
  });
});
