import { useEffect, useState } from 'react';
import { connectSession, type SessionClient } from '../../host/session-client.ts';
import type { SimulationResult } from '../../host/protocol.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { seedsFrom, type SeedRun } from './tally.ts';

export const SEEDS = 20;

export interface SeedRuns {
  readonly runs: readonly SeedRun[];
  readonly problem: string | null;
}

const NOTHING: SeedRuns = { runs: [], problem: null };

/** Runs a scenario under other seeds, one after another, while it is asked for. Null: not asked. */
export function useSeedRuns(asked: Scenario | null): SeedRuns {
  const [state, setState] = useState<SeedRuns>(NOTHING);
  useEffect(() => {
    setState(NOTHING);
    if (asked === null) return undefined;
    const session = connectSession('seeds');
    let wanted = true;
    const all = async (): Promise<void> => {
      const runs: SeedRun[] = [];
      let id = 0;
      for (const seed of seedsFrom(asked.seed, SEEDS)) {
        const off = await simulated(session, { ...asked, seed, on: false }, ++id);
        const on = await simulated(session, { ...asked, seed, on: true }, ++id);
        if (!wanted) return;
        const broken = [off, on].flatMap(({ properties }) =>
          properties.filter(({ status }) => status === 'violated').map((property) => property.id),
        );
        runs.push({ seed, off: off.goals, on: on.goals, broken: [...new Set(broken)] });
        setState({ runs: [...runs], problem: null });
      }
    };
    all()
      .catch((error: unknown) => {
        if (wanted) setState(({ runs }) => ({ runs, problem: error instanceof Error ? error.message : String(error) }));
      })
      .finally(() => session.close());
    return () => {
      wanted = false;
      session.close();
    };
  }, [asked]);
  return state;
}

function simulated(session: SessionClient, scenario: Scenario, id: number): Promise<SimulationResult> {
  return new Promise((resolve, reject) => {
    const stop = session.onMessage((message) => {
      if (message.kind === 'simulated' && message.id === id) {
        stop();
        resolve(message.result);
      } else if (message.kind === 'failed') {
        stop();
        reject(new Error(`${message.what} ${message.detail}`));
      }
    });
    session.post({ kind: 'simulate', id, scenario, host: 'inline' });
  });
}
