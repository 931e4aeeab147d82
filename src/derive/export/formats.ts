export type ExportFormat = 'perfetto' | 'shiviz' | 'edn' | 'mermaid';

/** What a run can be taken elsewhere as. */
export interface ExportMeta {
  readonly format: ExportFormat;
  /** As in a menu. */
  readonly label: string;
  /** For what it is good. */
  readonly help: string;
  /** End of the file's name. */
  readonly ending: string;
}

export const EXPORTS: readonly ExportMeta[] = [
  {
    format: 'perfetto',
    label: 'Trace for Perfetto',
    help: 'All events, messages, states and queues so far; also for chrome://tracing',
    ending: 'trace.json',
  },
  {
    format: 'shiviz',
    label: 'Log for ShiViz',
    help: 'Every event in words, with vector clocks',
    ending: 'log',
  },
  {
    format: 'edn',
    label: 'History for Jepsen’s checkers',
    help: 'What clients asked for and got, with the faults, as EDN',
    ending: 'edn',
  },
  {
    format: 'mermaid',
    label: 'Sequence diagram',
    help: 'The last 40 lines up to here, as Mermaid',
    ending: 'mmd',
  },
];
