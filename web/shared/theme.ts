import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

const jade: MantineColorsTuple = [
  '#e2f0ed', '#c3e0da', '#9fcec5', '#74b9ac', '#4cc4af', '#35b39d', '#0f8a7a', '#0b7466', '#095f54', '#064940',
];

/** Mantine speaks in our tokens, so that dialogs and menus look like the rest of the page. */
export const theme = createTheme({
  primaryColor: 'jade',
  primaryShade: { light: 7, dark: 5 },
  autoContrast: true,
  colors: { jade },
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'var(--mono)',
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  headings: { fontWeight: '600' },
  defaultRadius: 6,
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  components: {
    Modal: { defaultProps: { radius: 12, centered: true, overlayProps: { backgroundOpacity: 0.32 } } },
    Menu: { defaultProps: { radius: 8, shadow: 'md' } },
    Tooltip: { defaultProps: { openDelay: 400, fz: 12, radius: 6 } },
    InputWrapper: { styles: { label: { marginBottom: 4, fontWeight: 550 }, description: { marginBottom: 4 } } },
    TextInput: { defaultProps: { size: 'sm' } },
    Button: { defaultProps: { size: 'sm' } },
  },
});

const shared = {
  '--mantine-color-body': 'var(--surface)',
  '--mantine-color-text': 'var(--text)',
  '--mantine-color-dimmed': 'var(--muted)',
  '--mantine-color-default': 'var(--raised)',
  '--mantine-color-default-hover': 'var(--hover)',
  '--mantine-color-default-border': 'var(--line-strong)',
  '--mantine-color-placeholder': 'var(--faint)',
  '--mantine-color-error': 'var(--bad)',
  '--mantine-color-red-light-color': 'var(--bad)',
  '--mantine-color-red-text': 'var(--bad)',
  '--mantine-color-jade-light-color': 'var(--accent-text)',
  '--mantine-color-disabled': 'var(--sunk)',
  '--mantine-color-disabled-color': 'var(--faint)',
  '--mantine-color-disabled-border': 'var(--line)',
};
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: { ...shared, '--mantine-color-gray-1': 'var(--sunk)', '--mantine-color-gray-0': 'var(--hover)' },
  dark: {
    ...shared,
    '--mantine-color-dark-4': 'var(--line-strong)', '--mantine-color-dark-5': 'var(--hover)', '--mantine-color-dark-6': 'var(--raised)',
    '--mantine-color-dark-7': 'var(--surface)', '--mantine-color-dark-8': 'var(--bg)',
  },
});
