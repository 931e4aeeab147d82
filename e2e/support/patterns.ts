import { existsSync, readdirSync } from 'node:fs';

/** All patterns there are, by folder. */
export const patterns: readonly string[] = readdirSync('src/patterns').filter(
  (name) => name !== '_template' && existsSync(`src/patterns/${name}/index.ts`),
);
