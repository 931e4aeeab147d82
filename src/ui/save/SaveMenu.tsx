import { Download, FileJson, FolderOpen } from 'lucide-react';
import { EXPORTS } from '../../derive/export/formats.ts';
import { IconButton, Menu, MenuItem, MenuSeparator } from '../kit/index.ts';
import { openScenario, saveRun, saveScenario } from './files.ts';

/** Takes the run elsewhere, or brings one back. */
export function SaveMenu() {
  return (
    <Menu
      label="Save and open"
      align="end"
      trigger={
        <IconButton label="Save and open">
          <Download size={17} aria-hidden />
        </IconButton>
      }
    >
      <MenuItem icon={<FileJson size={15} aria-hidden />} hint="Opens here again" onSelect={() => void saveScenario()}>
        Scenario file
      </MenuItem>
      {EXPORTS.map(({ format, label, help }) => (
        <MenuItem
          key={format}
          icon={<Download size={15} aria-hidden />}
          hint={help}
          onSelect={() => void saveRun(format)}
        >
          {label}
        </MenuItem>
      ))}
      <MenuSeparator />
      <MenuItem icon={<FolderOpen size={15} aria-hidden />} onSelect={openScenario}>
        Open a scenario file
      </MenuItem>
    </Menu>
  );
}
