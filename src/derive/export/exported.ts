import type { Seq } from '../../kernel/trace.ts';
import type { ExportFormat } from './formats.ts';
import { ednHistory } from './history.ts';
import { sequenceDiagram } from './mermaid.ts';
import { perfettoTrace } from './perfetto.ts';
import type { ExportedRun } from './run.ts';
import { shivizLog } from './shiviz.ts';

/** `upTo`: where a diagram, which cannot show all, ends. */
export function exported(format: ExportFormat, run: ExportedRun, upTo: Seq): string {
  switch (format) {
    case 'perfetto':
      return perfettoTrace(run);
    case 'shiviz':
      return shivizLog(run);
    case 'edn':
      return ednHistory(run);
    case 'mermaid':
      return sequenceDiagram(run, upTo);
  }
}
