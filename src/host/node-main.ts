import { ingest } from '../kernel/plain.ts';
import type { Invocation } from '../kernel/invocation.ts';
import { NodeRuntime } from '../kernel/runtime.ts';
import type { Program } from '../kernel/program.ts';
import type { FromNode, ToNode } from './node-protocol.ts';

export type FindProgram = (pattern: string, program: string, mutant: string | null) => Promise<Program>;

/** The inside of a node Worker, in the browser and in Node alike: answers every message with one. */
export function serveNode(post: (text: string) => void, findProgram: FindProgram): (text: string) => void {
  let runtime: NodeRuntime | null = null;
  const answer = (message: FromNode): void => post(JSON.stringify(message));

  return (text) => {
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
    } else if (message.kind === 'restore') {
      runtime.restore(message.snapshot);
      answer({ kind: 'ready' });
    } else {
      answer({ kind: 'done', outcome: runtime.run(frozen(message.invocation)) });
    }
  };
}

/** As inline: what a program receives cannot be changed, so hosts cannot differ in it. */
function frozen(invocation: Invocation): Invocation {
  const { message, call, data } = invocation;
  return {
    ...invocation,
    message: message === undefined ? undefined : ingest(message, 'message'),
    call: call === undefined ? undefined : ingest(call, 'call'),
    data: data === undefined ? undefined : ingest(data, 'data'),
  };
}
