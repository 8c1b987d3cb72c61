import { mount } from '../shared/mount.tsx';
import './admin.css';
import './routing.css';
import './whatIf.css';
import './entryPoints/entryPoints.css';
import { App } from './App.tsx';
import { setLocale, t, useLocale } from './words.ts';

mount({ App, words: { t, useLocale, setLocale }, notices: 'bottom-right' });
