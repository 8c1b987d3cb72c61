/** Decodes AMR-NB beside the page: the packaged decoder (opencore-amr, compiled) sets up its own message handler. */
import decoder from 'benz-amr-recorder/src/amrnb.js';

decoder();
