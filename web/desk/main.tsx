import { mount } from '../shared/mount.tsx';
import '@mantine/spotlight/styles.css';
import './desk.css';
import './timeline.css';
import './panels.css';
import './fax.css';
import './mail.css';
import './phone/phone.css';
import './phone/recording.css';
import { App } from './App.tsx';
import { setLocale, t, useLocale } from './words/index.ts';

mount({ App, words: { t, useLocale, setLocale }, notices: 'top-center' });
