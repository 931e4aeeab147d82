import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { objection, placeOf } from '../scripts/architecture/arrows.ts';
import { asynchronous, irreproducible, leftovers, machinePaths, tooLong } from '../scripts/architecture/bans.ts';
import { edgesOf, importsOf } from '../scripts/architecture/imports.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Files longer than 400 lines, each with the reason why it is still one noun. */
const LONG_FILES: Readonly<Record<string, string>> = {};
const MOST_LINES = 400;

function filesBelow(folder: string): string[] {
  if (!existsSync(root + folder)) return [];
  return readdirSync(root + folder).flatMap((name) => {
    const path = `${folder}/${name}`;
    return statSync(root + path).isDirectory() ? filesBelow(path) : [path];
  });
}

const isCode = (file: string): boolean => /\.(?:ts|tsx|mjs)$/.test(file) && !file.endsWith('.d.ts');
const isTest = (file: string): boolean => /(?:\.test|\/testing[\w-]*)\.tsx?$/.test(file);
const read = (file: string): string => readFileSync(root + file, 'utf8');

const all = filesBelow('src');
const code = all.filter(isCode);
const edges = code.flatMap((file) => edgesOf(file, read(file), all));
const replayed = code.filter((file) => /^src\/(?:kernel|pattern-kit|patterns)\//.test(file) && !isTest(file));

describe('arrows between folders', () => {
  it('sees the imports', () => {
    const between = (from: string, to: string): number =>
      edges.filter((edge) => placeOf(edge.from) === from && placeOf(edge.to) === to).length;
    expect(edges.length).toBeGreaterThan(2 * code.length);
    expect(between('kernel', 'kernel')).toBeGreaterThan(20);
    for (const [from, to] of [
      ['scenario', 'kernel'],
      ['pattern-kit', 'kernel'],
      ['derive', 'kernel'],
      ['state', 'host'],
      ['ui', 'state'],
      ['patterns', 'pattern'],
      ['pattern', 'pattern-kit'],
    ] as const) {
      expect(between(from, to), `${from} → ${to}`).toBeGreaterThan(0);
    }
  });

  it('leads to files that exist', () => {
    const broken = edges.filter((edge) => !edge.package && !existsSync(root + edge.to));
    expect(broken.map((edge) => `${edge.from} uses ${edge.to}`)).toEqual([]);
  });

  it('points one way', () => {
    expect([...new Set(edges.map(objection).filter((text) => text !== null))]).toEqual([]);
  });

  it('reads every form of import', () => {
    const text = [
      "import { a } from './a.ts';",
      "import type { B } from './b.ts';",
      "import { type C } from './c.ts';",
      "export * from './d.ts';",
      "export type { E } from './e.ts';",
      "const f = () => import('./f.ts');",
      "let g: import('./g.ts').G;",
      "new Worker(new URL('./h.ts', import.meta.url), { type: 'module' });",
      "import.meta.glob(['./*/i.ts', '!./_x/**'], { eager: true });",
      "import './j.css';",
    ].join('\n');
    expect(importsOf('x.ts', text)).toEqual([
      { specifier: './a.ts', type: false },
      { specifier: './b.ts', type: true },
      { specifier: './c.ts', type: true },
      { specifier: './d.ts', type: false },
      { specifier: './e.ts', type: true },
      { specifier: './f.ts', type: false },
      { specifier: './g.ts', type: true },
      { specifier: './h.ts', type: false },
      { specifier: 'glob:./*/i.ts|!./_x/**', type: false },
      { specifier: './j.css', type: false },
    ]);
  });

  it('resolves paths, packages and globs', () => {
    const files = [
      'src/patterns/raft/meta.ts',
      'src/patterns/_template/meta.ts',
      'src/patterns/raft/programs/deep/a.ts',
    ];
    const to = (text: string): string[] => edgesOf('src/patterns/registry.ts', text, files).map((edge) => edge.to);
    expect(to("import.meta.glob(['./*/meta.ts', '!./_template/**'])")).toEqual(['src/patterns/raft/meta.ts']);
    expect(to("import.meta.glob('./*/programs/**/*.{ts,tsx}', { query: '?raw' })")).toEqual([
      'src/patterns/raft/programs/deep/a.ts',
    ]);
    expect(to("new URL('./raft/meta.js', import.meta.url)")).toEqual(['src/patterns/raft/meta.ts']);
    expect(
      to("import a from '../kernel/a.ts?raw'; import '@x/y/z.css'; import 'react/jsx-runtime'; import 'node:fs'"),
    ).toEqual(['src/kernel/a.ts', '@x/y', 'react', 'node']);
  });

  it.each([
    ['src/kernel/kernel.ts', "import '../scenario/link.ts'"],
    ['src/kernel/kernel.ts', "import 'valibot'"],
    ['src/kernel/kernel.ts', "import type { X } from '../host/protocol.ts'"],
    ['src/scenario/link.ts', "import '../pattern-kit/pattern.ts'"],
    ['src/patterns/raft/index.ts', "import '../circuit-breaker/messages.ts'"],
    ['src/patterns/raft/index.test.ts', "import '../circuit-breaker/messages.ts'"],
    ['src/patterns/raft/index.ts', "import './view.tsx'"],
    ['src/patterns/raft/index.ts', "import './view/Ring.tsx'"],
    ['src/patterns/raft/programs/replica.ts', "import 'react'"],
    ['src/patterns/raft/view.tsx', "import '../../ui/graph/Graph.tsx'"],
    ['src/patterns/raft/view.tsx', "import '../../state/stores.ts'"],
    ['src/derive/lanes.ts', "import '../state/types.ts'"],
    ['src/derive/lanes.ts', "import '../kernel/kernel.ts'"],
    ['src/state/session.ts', "import '../host/session-worker.ts'"],
    ['src/state/session.ts', "import '../ui/hooks.ts'"],
    ['src/ui/graph/Graph.tsx', "import '../../app/routes.ts'"],
    ['src/ui/graph/Graph.tsx', "const load = () => import('../../kernel/inline.ts')"],
    ['src/ui/kit/Button.tsx', "import '../../state/stores.ts'"],
    ['src/host/session.ts', "import 'node:fs'"],
    ['src/host/session.ts', "import '../state/types.ts'"],
    ['src/kernel/kernel.ts', "import './testing.ts'"],
  ])('refuses in %s: %s', (file, text) => {
    expect(edgesOf(file, text, []).map(objection)).toEqual([expect.any(String)]);
  });

  it.each([
    ['src/patterns/raft/view.tsx', "import '../../ui/kit/index.ts'; import './settings.ts'; import 'react'"],
    [
      'src/patterns/raft/view/Ring.tsx',
      "import '../programs/raft.ts'; import '../../../derive/types.ts'; import 'react'",
    ],
    ['src/derive/lanes.ts', "import type { K } from '../kernel/kernel.ts'; import '../kernel/time.ts'"],
    ['src/state/session.ts', "import '../host/session-client.ts'; import type { P } from '../host/protocol.ts'"],
    ['src/host/node/cli.ts', "import 'node:fs'; import '../session.ts'"],
  ])('allows in %s: %s', (file, text) => {
    expect(
      edgesOf(file, text, [])
        .map(objection)
        .filter((answer) => answer !== null),
    ).toEqual([]);
  });
});

describe('what has to replay', () => {
  it('looks at kernel, pattern kit and patterns', () => {
    expect(replayed.length).toBeGreaterThan(30);
  });

  it('uses nothing that differs between engines or runs', () => {
    expect(replayed.flatMap((file) => irreproducible(file, read(file)))).toEqual([]);
  });

  it('never waits', () => {
    const files = replayed.filter((file) => ['kernel', 'pattern'].includes(placeOf(file)));
    expect(files.flatMap((file) => asynchronous(file, read(file)))).toEqual([]);
  });

  it.each([
    'Date.now()',
    'new Date()',
    'performance.now()',
    'Math.random()',
    'Math.log(2)',
    'Math.hypot(1, 2)',
    'Math.pow(2, 3)',
    "Math['exp'](1)",
    'const { sin } = Math',
    'const m = Math',
    '2 ** 3',
    'let x = 2; x **= 3',
    'new Intl.NumberFormat()',
    "'a'.localeCompare('b')",
    '(5).toLocaleString()',
    'setTimeout(() => {}, 1)',
    'globalThis.f = { Date }',
    'fetch("x")',
  ])('refuses %s', (text) => {
    expect(irreproducible('src/kernel/x.ts', text)).not.toEqual([]);
  });

  it.each([
    'Math.floor(1.5) + Math.sqrt(4)',
    'const a = { Date: 1 }; a.Date',
    'type T = { performance: number }',
    '"Date.now()"',
    '// Math.random',
  ])('allows %s', (text) => {
    expect(irreproducible('src/kernel/x.ts', text)).toEqual([]);
  });

  it.each(['async function f() {}', 'const f = async () => 1', 'const o = { async on() {} }', 'Promise.resolve(1)'])(
    'refuses to wait: %s',
    (text) => {
      expect(asynchronous('src/patterns/x/programs/x.ts', text)).not.toEqual([]);
    },
  );
});

describe('tidiness', () => {
  const ours = [...code, ...['scripts', 'e2e'].flatMap(filesBelow).filter(isCode)];
  const written = [
    ...ours,
    ...all.filter((file) => file.endsWith('.md') || file.endsWith('.css')),
    'README.md',
    'index.html',
    'package.json',
    'vite.config.ts',
  ];

  it('leaves no notes to self', () => {
    expect(ours.flatMap((file) => leftovers(file, read(file)))).toEqual([]);
    expect(leftovers('x.ts', ['const a = 1; // TO', 'DO later'].join(''))).toEqual([['x.ts:1 TO', 'DO'].join('')]);
    expect(leftovers('x.ts', ["const a = 'FIX", "ME';"].join(''))).toEqual([]);
  });

  it('names no machine', () => {
    expect(written.flatMap((file) => machinePaths(file, read(file)))).toEqual([]);
    for (const path of ['work', 'tmp', 'root', 'home', 'Users'].map((name) => ['', name, 'x'].join('/'))) {
      expect(machinePaths('x.ts', path)).toHaveLength(1);
    }
    const harmless = ["import './wo", "rk/x.ts'; fetch('https://a.example/ho", "me/x')"].join('');
    expect(machinePaths('x.ts', harmless)).toEqual([]);
  });

  it('keeps files short', () => {
    const excused = new Set(Object.keys(LONG_FILES));
    expect(code.flatMap((file) => tooLong(file, read(file), MOST_LINES, excused))).toEqual([]);
    expect([...excused].filter((file) => tooLong(file, read(file), MOST_LINES, new Set()).length === 0)).toEqual([]);
    expect(tooLong('x.ts', 'a\n'.repeat(401), MOST_LINES, new Set())).toHaveLength(1);
    expect(tooLong('x.ts', 'a\n'.repeat(400), MOST_LINES, new Set())).toEqual([]);
  });

  it('explains every folder', () => {
    const folders = ['src', 'src/patterns', 'src/ui'].flatMap((parent) =>
      readdirSync(root + parent)
        .map((name) => `${parent}/${name}`)
        .filter((path) => statSync(root + path).isDirectory()),
    );
    expect(folders.length).toBeGreaterThan(15);
    expect(folders.filter((folder) => !existsSync(`${root}${folder}/README.md`))).toEqual([]);
  });
});
