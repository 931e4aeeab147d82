import type { ReactElement } from 'react';
import type { Us } from '../../../kernel/time.ts';
import type { TraceEvent } from '../../../kernel/trace.ts';
import type { BoardProps } from '../../../ui/kit/index.ts';
import { Picture, ReplicaRow } from './picture.tsx';
import { hueOf, NOTE, TEXT_PX, tintOf } from './terms.ts';

/** px. */
const ROW = 34;
const BAR = 18;
const BAR_TOP = 4;
const HEAD = 20;
const WINDOW_US = 20_000_000;

interface Reign {
  readonly node: string;
  readonly fromUs: Us;
  toUs: Us;
  token: number;
}
interface Write {
  readonly atUs: Us;
  readonly from: string;
  readonly refused: boolean;
}
/** The last renewal that a holder heard of: it stops by `stopUs`, and nobody else takes the lease before `toUs`. */
interface Lease {
  readonly node: string;
  readonly fromUs: Us;
  readonly stopUs: Us;
  readonly toUs: Us;
}
interface Told {
  readonly leases: readonly Lease[];
  readonly reigns: readonly Reign[];
  readonly asleep: readonly Reign[];
  readonly writes: readonly Write[];
}

const LEADING = new Set(['leader', 'acquired']);

/** Who led when, under which token, and whose writes storage took: bars that overlap are two leaders. */
export function ReignsBoard(props: BoardProps): ReactElement {
  const { topology, events, cursorSeq, timeUs, widthPx } = props;
  const replicas = topology.nodes.filter(({ id }) => id.startsWith('n'));
  const left = widthPx < 560 ? 34 : 108;
  const fromUs = Math.max(0, timeUs - WINDOW_US);
  const { leases, reigns, asleep, writes } = tell(events, cursorSeq, timeUs);
  // A lease reaches into the future.
  const untilUs = leases.reduce((last, { toUs }) => Math.max(last, toUs), timeUs);
  const spanUs = Math.max(1_000_000, untilUs - fromUs);
  const x = (us: Us): number => left + (Math.max(0, us - fromUs) / spanUs) * (widthPx - left - 8);
  return (
    <div>
      <Picture
        words={reigns.map((reign) => sayReign(reign)).join(' ') || 'Nobody has led yet.'}
        width={widthPx}
        height={HEAD + replicas.length * ROW}
      >
        <Seconds fromUs={fromUs} toUs={untilUs} x={x} />
        {replicas.map(({ id, label }, i) => {
          const mine = <T extends { readonly node: string; readonly toUs: Us }>(all: readonly T[]): T[] =>
            all.filter(({ node, toUs }) => node === id && toUs >= fromUs);
          return (
            <ReplicaRow key={id} id={id} y={HEAD + i * ROW} height={ROW} board={props}>
              <text x={6} y={BAR_TOP + 14} fontSize={12} fill="var(--ink)">
                {left < 100 ? id.slice(1) : label}
              </text>
              <line x1={left} x2={widthPx - 8} y1={BAR_TOP + BAR / 2} y2={BAR_TOP + BAR / 2} stroke="var(--line)" />
              {mine(asleep).map((each) => (
                <Asleep key={each.fromUs} x={x(each.fromUs)} width={x(each.toUs) - x(each.fromUs)} />
              ))}
              {mine(reigns).map((each) => (
                <Bar
                  key={each.fromUs}
                  reign={each}
                  x={x(each.fromUs)}
                  width={Math.max(3, x(each.toUs) - x(each.fromUs))}
                />
              ))}
              {mine(leases).map((lease) => (
                <LeaseLine key={lease.fromUs} lease={lease} x={x} />
              ))}
              {writes
                .filter(({ from, atUs }) => from === id && atUs >= fromUs)
                .map((write, at) => (
                  <WriteMark key={at} write={write} x={x(write.atUs)} />
                ))}
            </ReplicaRow>
          );
        })}
      </Picture>
      <p style={NOTE}>
        A bar: this replica leads, with its fencing token. Bars above each other: two lead at once. Dot: storage took a
        write. Cross: storage refused it. Hatched: paused.
        {leases.length > 0 &&
          ' Line: by when the holder stops, and dashed until when nobody else takes the lease, if all clocks run true.'}
      </p>
    </div>
  );
}

const sayReign = ({ node, fromUs, toUs, token }: Reign): string =>
  `Replica ${node.slice(1)} leads from ${seconds(fromUs)} to ${seconds(toUs)}, fencing token ${token}.`;
const seconds = (us: Us): string => `${(us / 1_000_000).toFixed(1)} s`;

/** Reads the bars off the trace, up to the cursor. */
function tell(events: readonly TraceEvent[], cursorSeq: number, timeUs: Us): Told {
  const leases: Record<string, Lease> = {};
  const reigns: Reign[] = [];
  const asleep: Reign[] = [];
  const writes: Write[] = [];
  const leads: Record<string, Reign> = {};
  const sleeps: Record<string, Reign> = {};
  const tokens: Record<string, number> = {};
  const end = (open: Record<string, Reign>, node: string, atUs: Us): void => {
    if (open[node] !== undefined) open[node].toUs = atUs;
    delete open[node];
  };
  for (let i = 0; i <= cursorSeq && i < events.length; i += 1) {
    const event = events[i]!;
    const { node, timeUs: atUs } = event;
    for (const effect of event.effects) {
      if (effect.kind === 'metric' && effect.name === 'token') {
        tokens[node] = effect.value;
        // The number of a reign is often settled just after it has begun.
        if (leads[node] !== undefined) leads[node].token = effect.value;
      } else if (effect.kind === 'become' && effect.lane === 'main') {
        if (!LEADING.has(effect.to)) end(leads, node, atUs);
        else if (leads[node] === undefined) {
          leads[node] = { node, fromUs: atUs, toUs: timeUs, token: tokens[node] ?? 0 };
          reigns.push(leads[node]);
        }
      } else if (effect.kind === 'status') {
        if (effect.status === 'down') end(leads, effect.node, atUs);
        if (effect.status !== 'paused') end(sleeps, effect.node, atUs);
        else {
          sleeps[effect.node] = { node: effect.node, fromUs: atUs, toUs: timeUs, token: 0 };
          asleep.push(sleeps[effect.node]!);
        }
      } else if (effect.kind === 'note' && effect.rule === 'lease held') {
        const { leaseUs, stopUs } = effect.data as { readonly leaseUs: Us; readonly stopUs: Us };
        leases[node] = { node, fromUs: atUs, stopUs: atUs + stopUs, toUs: atUs + leaseUs };
      } else if (effect.kind === 'send' && node === 'storage') {
        const { to, message } = effect.transit;
        if (message.type === 'StaleToken') writes.push({ atUs, from: to, refused: true });
        else if (message.type === 'StorageWritten') writes.push({ atUs, from: to, refused: message['ok'] !== true });
      }
    }
  }
  return { leases: Object.values(leases), reigns, asleep, writes };
}

function Seconds({
  fromUs,
  toUs,
  x,
}: {
  readonly fromUs: Us;
  readonly toUs: Us;
  readonly x: (us: Us) => number;
}): ReactElement {
  const first = Math.ceil(fromUs / 2_000_000);
  const marks = Array.from(
    { length: Math.max(0, Math.floor(toUs / 2_000_000) - first + 1) },
    (_, i) => 2 * (first + i),
  );
  return (
    <g fontSize={TEXT_PX} fill="var(--faint)" textAnchor="middle">
      {marks.map((second) => (
        <text key={second} x={x(second * 1_000_000)} y={13}>
          {second} s
        </text>
      ))}
    </g>
  );
}

function Bar({ reign, x, width }: { readonly reign: Reign; readonly x: number; readonly width: number }): ReactElement {
  return (
    <g>
      <title>{sayReign(reign)}</title>
      <rect
        x={x}
        y={BAR_TOP}
        width={width}
        height={BAR}
        rx={Math.min(5, width / 2)}
        fill={tintOf(reign.token + 1)}
        stroke={hueOf(reign.token + 1)}
        strokeWidth={1.5}
      />
      {width > 26 && (
        <text x={x + 7} y={BAR_TOP + 13} fontSize={TEXT_PX} fontWeight={600} fill="var(--ink)">
          {reign.token}
        </text>
      )}
    </g>
  );
}

/** Behind the bar, from the last renewal on. */
function LeaseLine({ lease, x }: { readonly lease: Lease; readonly x: (us: Us) => number }): ReactElement {
  const y = BAR_TOP + BAR + 3;
  const [from, stop, to] = [x(lease.fromUs), x(lease.stopUs), x(lease.toUs)];
  return (
    <g stroke="var(--warn)" strokeWidth={2} fill="none">
      <title>{`Renewed at ${seconds(lease.fromUs)}: it stops by ${seconds(lease.stopUs)}, others wait until ${seconds(lease.toUs)}.`}</title>
      <path d={`M${from} ${y}H${stop}M${stop} ${y - 4}v8`} />
      <path d={`M${stop} ${y}H${to}`} strokeDasharray="3 3" />
    </g>
  );
}

function Asleep({ x, width }: { readonly x: number; readonly width: number }): ReactElement {
  return (
    <foreignObject x={x} y={3} width={Math.max(2, width)} height={ROW - 6}>
      <div style={{ height: '100%', background: 'var(--hatch-warn)', borderRadius: 5 }} />
    </foreignObject>
  );
}

function WriteMark({ write, x }: { readonly write: Write; readonly x: number }): ReactElement {
  const y = ROW - 6;
  return write.refused ? (
    <path d={`M${x - 4} ${y - 4}l8 8m0 -8l-8 8`} stroke="var(--bad)" strokeWidth={2} fill="none" />
  ) : (
    <circle cx={x} cy={y} r={2} fill="var(--mute)" />
  );
}
