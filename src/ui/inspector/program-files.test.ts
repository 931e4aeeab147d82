import { describe, expect, it } from 'vitest';
import { loadProgram, neighboursOf, placeOfRule } from './program-files.ts';

const SOURCES: Readonly<Record<string, string>> = {
  'breaker.ts': `import type { State } from './types.ts';
import { tryAcquire } from './rules.ts';
import { gone } from './gone.ts';
import { program } from '../../../kernel/program.ts';
export const breaker = program({ on: {
  Charge(node) { node.note('not permitted', ''); },
  Cancel(node) { node.note('not permitted', ''); },
} });
`,
  'rules.ts': `import { average,
  sum } from './window.ts';
const WHY = 'wait elapsed';
`,
  'window.ts': `import './rules.ts';
const FULL = 'window full';
`,
};

const read = async (file: string): Promise<string> => {
  const text = SOURCES[file];
  if (text === undefined) throw new Error('missing');
  return text;
};

describe('loadProgram', () => {
  it('reads the file and the code beside it, once each, and leaves out what is missing', async () => {
    expect((await loadProgram('breaker.ts', read)).map((file) => file.name)).toEqual([
      'breaker.ts',
      'rules.ts',
      'window.ts',
    ]);
  });

  it('rejects where the program itself cannot be read', async () => {
    await expect(loadProgram('other.ts', read)).rejects.toThrow('missing');
  });
});

describe('neighboursOf', () => {
  it('takes code, not types, and not what lies elsewhere', () => {
    expect(neighboursOf(SOURCES['breaker.ts']!)).toEqual(['rules.ts', 'gone.ts']);
    expect(neighboursOf(SOURCES['rules.ts']!)).toEqual(['window.ts']);
  });
});

describe('placeOfRule', () => {
  it('looks in the handler first, then in every file', async () => {
    const files = await loadProgram('breaker.ts', read);
    expect(placeOfRule(files, 'not permitted', { from: 6, to: 6 })).toEqual({ file: 'breaker.ts', lines: [6] });
    expect(placeOfRule(files, 'not permitted', null)).toEqual({ file: 'breaker.ts', lines: [5] });
    expect(placeOfRule(files, 'wait elapsed', { from: 5, to: 5 })).toEqual({ file: 'rules.ts', lines: [2] });
    expect(placeOfRule(files, 'unknown', null)).toBeNull();
  });

  it('tells variants apart by the other rules that fired', async () => {
    const sources: Readonly<Record<string, string>> = {
      'm.ts': "import { a } from './a.ts';\nimport { b } from './b.ts';\n",
      'a.ts': "x('closes');\n",
      'b.ts': "x('probe');\nx('closes');\n",
    };
    const files = await loadProgram('m.ts', async (file) => sources[file]!);
    expect(placeOfRule(files, 'closes', null, ['closes'])?.file).toBe('a.ts');
    expect(placeOfRule(files, 'closes', null, ['closes', 'probe'])).toEqual({ file: 'b.ts', lines: [1] });
  });
});
