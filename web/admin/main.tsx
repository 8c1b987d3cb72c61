import { mount } from '../shared/mount.tsx';
import './admin.css';
import { App } from './App.tsx';
import { t, useLocale } from './words.ts';

mount({ App, words: { t, useLocale }, notices: 'bottom-right' });
