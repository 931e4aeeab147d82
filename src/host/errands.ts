import { searchTrouble } from '../explore/search.ts';
import type { Pattern } from '../pattern-kit/pattern.ts';
import type { StartNode } from './node-port.ts';
import type { Errand, FromSession } from './protocol.ts';
import { simulate } from './simulate.ts';

export interface ErrandOptions {
  readonly loadPattern: (id: string) => Promise<Pattern>;
  readonly startNode: StartNode;
  readonly post: (message: FromSession) => void;
}

/** Does what is asked of whole runs, apart from the one on screen, and tells what came of it. */
export async function runErrand(errand: Errand, { loadPattern, startNode, post }: ErrandOptions): Promise<void> {
  const { id, scenario } = errand;
  const pattern = await loadPattern(scenario.pattern);
  if (errand.kind === 'search') {
    const { trouble, first, tries } = errand;
    const onProgress = (progress: { readonly tried: number; readonly left: number | null }): void =>
      post({ kind: 'searching', id, ...progress });
    post({ kind: 'searched', id, result: searchTrouble(pattern, scenario, { trouble, first, tries, onProgress }) });
    return;
  }
  const { host, untilUs } = errand;
  const options = { host, start: startNode, ...(untilUs !== undefined && { untilUs }) };
  post({ kind: 'simulated', id, result: await simulate(pattern, scenario, options) });
}
