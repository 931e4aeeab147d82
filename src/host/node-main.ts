import { NodeRuntime } from '../kernel/runtime.ts';
import type { Program } from '../kernel/program.ts';
import { callIn, CALLS, LINE, lineOfOutcome, OUTCOMES, type FromNode, type ToNode } from './node-protocol.ts';

export type FindProgram = (pattern: string, program: string, mutant: string | null) => Promise<Program>;

/** The inside of a node Worker, in the browser and in Node alike: answers every message with one. */
export function serveNode(post: (text: string) => void, findProgram: FindProgram): (text: string) => void {
  let runtime: NodeRuntime | null = null;
  const answer = (message: FromNode): void => post(JSON.stringify(message));

  return (text) => {
    if (text.startsWith(CALLS)) {
      if (runtime === null) answer({ kind: 'broken', what: 'The node got work before it was started.' });
      else post(OUTCOMES + runAll(runtime, text.slice(CALLS.length).split(LINE)));
      return;
    }
    const message = JSON.parse(text) as ToNode;
    if (message.kind === 'boot') {
      findProgram(message.pattern, message.program, message.mutant).then(
        (program) => {
          runtime = new NodeRuntime(message.identity, program, message.settings);
          if (message.snapshot !== null) runtime.restore(message.snapshot);
          answer({ kind: 'ready' });
        },
        (error: unknown) => answer({ kind: 'broken', what: error instanceof Error ? error.message : String(error) }),
      );
    } else if (runtime === null) {
      answer({ kind: 'broken', what: 'The node got work before it was started.' });
    } else {
      runtime.restore(message.snapshot);
      answer({ kind: 'ready' });
    }
  };
}

/** Outcomes, one a line. After an error there is no process left to run the rest. */
function runAll(runtime: NodeRuntime, calls: readonly string[]): string {
  const outcomes: string[] = [];
  for (const call of calls) {
    const outcome = runtime.run(callIn(call));
    outcomes.push(lineOfOutcome(outcome));
    if (outcome.error !== undefined) break;
  }
  return outcomes.join(LINE);
}
