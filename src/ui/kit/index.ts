export { afterFocus } from './after-focus.ts';
export { Button, type ButtonProps, type ButtonVariant } from './Button.tsx';
export { classes } from './classes.ts';
export { colourVar, softVar } from './colours.ts';
export { Dialog, type DialogProps } from './Dialog.tsx';
export { Glyph, type GlyphProps } from './Glyph.tsx';
export { Hatch, HatchPattern, type HatchTone } from './Hatch.tsx';
export { IconButton, type IconButtonProps } from './IconButton.tsx';
export { Kbd } from './Kbd.tsx';
export {
  ContextMenu,
  Menu,
  MenuCheck,
  MenuItem,
  MenuLabel,
  MenuRadios,
  MenuSeparator,
  MenuSub,
  PointMenu,
  type MenuItemProps,
  type MenuProps,
  type MenuRadiosProps,
  type PointMenuProps,
} from './Menu.tsx';
export { NumberField, type NumberFieldProps } from './NumberField.tsx';
export { clampToStep } from './number-step.ts';
export type { BoardProps, NodeArtProps, NodeCardProps, PatternView, RunAtCursor } from './pattern-view.ts';
export { OwnViewContext, useOwnView } from './own-view.ts';
export { Pill, type PillProps } from './Pill.tsx';
export { PopoverContent, type PopoverContentProps } from './PopoverContent.tsx';
export { Rich } from './Rich.tsx';
export { RoleShape, type RoleShapeProps } from './RoleShape.tsx';
export { Segmented, type SegmentedOption, type SegmentedProps } from './Segmented.tsx';
export { Select, type SelectProps } from './Select.tsx';
export { Slider, type SliderProps } from './Slider.tsx';
export { Switch, type SwitchProps } from './Switch.tsx';
export { Tabs, type TabItem, type TabsProps } from './Tabs.tsx';
export { Tooltip, TooltipProvider, type TooltipProps } from './Tooltip.tsx';
export { VisuallyHidden } from './VisuallyHidden.tsx';
