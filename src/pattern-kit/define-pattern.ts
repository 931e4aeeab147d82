import { patternProblems } from './check-pattern.ts';
import type { Pattern } from './pattern.ts';

/**
 * Declares a pattern and answers it unchanged. Throws one error that lists every reference between
 * its parts that leads nowhere. What is built for readers has passed these checks and leaves them out.
 */
export function definePattern(pattern: Pattern): Pattern {
  // Outside Vite there is no `env`.
  if (!import.meta.env?.PROD) refuseBroken(pattern);
  return pattern;
}

function refuseBroken(pattern: Pattern): void {
  const problems = patternProblems(pattern);
  if (problems.length === 0) return;
  const list = problems.length === 1 ? problems[0]! : `\n- ${problems.join('\n- ')}`;
  throw new Error(`Pattern ${pattern.meta.id || '(no id)'}: ${list}`);
}
