import { describe, expect, it } from 'vitest';
import { loadFace, patternMetas } from './registry.ts';
import { loadPattern } from './whole.ts';
import { programSource } from './sources.ts';

describe('the registry', () => {
  it('finds every folder but the template, in order', () => {
    const ids = patternMetas.map((meta) => meta.id);
    expect(ids).toContain('circuit-breaker');
    expect(ids).not.toContain('_template');
    expect(patternMetas.map((meta) => meta.order)).toEqual(
      patternMetas.map((meta) => meta.order).toSorted((a, b) => a - b),
    );
  });

  it('loads the face of each, which is that of the whole pattern', async () => {
    for (const { id } of patternMetas) {
      const face = await loadFace(id);
      const pattern = await loadPattern(id);
      for (const [part, value] of Object.entries(face)) expect(pattern, part).toHaveProperty(part, value);
    }
  });

  it('loads a pattern and the text of each of its programs', async () => {
    for (const { id } of patternMetas) {
      const pattern = await loadPattern(id);
      expect(pattern.meta.id).toBe(id);
      for (const role of Object.values(pattern.roles))
        expect((await programSource(id, role.source)).length).toBeGreaterThan(100);
    }
  });

  it('says what there is when asked for something else', async () => {
    await expect(loadPattern('no-such-pattern')).rejects.toThrow(/There are: .*circuit-breaker/);
    await expect(programSource('circuit-breaker', 'nothing.ts')).rejects.toThrow('no program file');
  });
});
