/** The whole schema: every noun registers its fields with the builder; the matrix of rights goes in front. */
import type { GraphQLSchema } from 'graphql';
import { builder } from './builder.ts';
import './call.ts';
import './callLeg.ts';
import './callParty.ts';
import './customer.ts';
import './fax.ts';
import './flow.ts';
import './interaction.ts';
import './live.ts';
import './mail.ts';
import './people.ts';
import './prompt.ts';
import './recording.ts';
import './routing.ts';
import './setUp.ts';
import './simulation.ts';
import './staffing.ts';
import './why.ts';
import './work.ts';
import { guard } from './rights.ts';

export const buildSchema = (): GraphQLSchema => guard(builder.toSchema({ sortSchema: true }));
