import type { NodeSpec } from '../../kernel/topology.ts';
import { dialsOf, dialsOfRole, groupDials } from '../settings/setting-values.ts';
import { SettingRow } from '../settings/SettingRow.tsx';
import { Section } from './Section.tsx';
import type { Here } from './use-scene.ts';
import styles from './inspector.module.css';

/** The dials of a node's role; all the others stay within reach. */
export function NodeSettingsTab({ spec, here }: { readonly spec: NodeSpec; readonly here: Here }) {
  const { pattern, scenario, scene } = here;
  const dials = dialsOf(pattern, scenario, scene.settings);
  const own = dialsOfRole(dials, spec.program, pattern.roles[spec.program]?.label ?? spec.program);
  const rest = groupDials(dials.filter((dial) => !own.includes(dial)));
  return (
    <>
      <Section title={`Dials of ${spec.label}`}>
        {own.length === 0 && <p className={styles.none}>It has none of its own.</p>}
        {own.map((dial) => (
          <SettingRow key={dial.key} dial={dial} />
        ))}
      </Section>
      {rest.length > 0 && (
        <details className={styles.more} open={own.length === 0}>
          <summary>All other dials</summary>
          {rest.map((group) => (
            <Section key={group.name} title={group.name}>
              {group.dials.map((dial) => (
                <SettingRow key={dial.key} dial={dial} />
              ))}
            </Section>
          ))}
        </details>
      )}
    </>
  );
}
