--
-- PostgreSQL database dump
--


-- Dumped from database version 17.11 (Debian 17.11-0+deb13u1)
-- Dumped by pg_dump version 17.11 (Debian 17.11-0+deb13u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: kept_collection; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA kept_collection;


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: documents; Type: TABLE; Schema: kept_collection; Owner: -
--

CREATE TABLE kept_collection.documents (
    key bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    title text NOT NULL COLLATE pg_catalog."C",
    date text COLLATE pg_catalog."C",
    date_origin text NOT NULL COLLATE pg_catalog."C",
    metadata text NOT NULL COLLATE pg_catalog."C",
    pages text NOT NULL COLLATE pg_catalog."C",
    text text NOT NULL COLLATE pg_catalog."C",
    recognised text NOT NULL COLLATE pg_catalog."C"
);


--
-- Name: documents_key_seq; Type: SEQUENCE; Schema: kept_collection; Owner: -
--

ALTER TABLE kept_collection.documents ALTER COLUMN key ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME kept_collection.documents_key_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: files; Type: TABLE; Schema: kept_collection; Owner: -
--

CREATE TABLE kept_collection.files (
    id bigint NOT NULL,
    path text NOT NULL COLLATE pg_catalog."C",
    size bigint NOT NULL,
    mtime_ns bigint NOT NULL,
    sha256 text NOT NULL COLLATE pg_catalog."C"
);


--
-- Name: files_id_seq; Type: SEQUENCE; Schema: kept_collection; Owner: -
--

ALTER TABLE kept_collection.files ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME kept_collection.files_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: fitted_threshold; Type: TABLE; Schema: kept_collection; Owner: -
--

CREATE TABLE kept_collection.fitted_threshold (
    id integer NOT NULL,
    threshold double precision NOT NULL,
    scale text NOT NULL COLLATE pg_catalog."C",
    embedder text NOT NULL COLLATE pg_catalog."C",
    wanted double precision NOT NULL,
    questions integer NOT NULL,
    documents integer NOT NULL,
    day text NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT fitted_threshold_id_check CHECK ((id = 1))
);


--
-- Name: manifest; Type: TABLE; Schema: kept_collection; Owner: -
--

CREATE TABLE kept_collection.manifest (
    id integer NOT NULL,
    version integer NOT NULL,
    created text NOT NULL COLLATE pg_catalog."C",
    embedder text DEFAULT ''::text NOT NULL COLLATE pg_catalog."C",
    fingerprint text DEFAULT ''::text NOT NULL COLLATE pg_catalog."C",
    dimension integer DEFAULT 0 NOT NULL,
    next_fingerprint text DEFAULT ''::text NOT NULL COLLATE pg_catalog."C",
    generation integer DEFAULT 0 NOT NULL,
    through bigint DEFAULT 0 NOT NULL,
    vector_count bigint DEFAULT 0 NOT NULL,
    file_size bigint DEFAULT 0 NOT NULL,
    file_mtime_ns bigint DEFAULT 0 NOT NULL,
    file_sha256 text DEFAULT ''::text NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT manifest_id_check CHECK ((id = 1))
);


--
-- Name: passages; Type: TABLE; Schema: kept_collection; Owner: -
--

CREATE TABLE kept_collection.passages (
    id bigint NOT NULL,
    passage_id text NOT NULL COLLATE pg_catalog."C",
    document bigint NOT NULL,
    start integer NOT NULL,
    "end" integer NOT NULL,
    section text NOT NULL COLLATE pg_catalog."C",
    page integer,
    sentences text NOT NULL COLLATE pg_catalog."C",
    text text NOT NULL COLLATE pg_catalog."C",
    ocr double precision,
    words tsvector NOT NULL
);


--
-- Name: passage_texts; Type: VIEW; Schema: kept_collection; Owner: -
--

CREATE VIEW kept_collection.passage_texts AS
 SELECT passages.id,
    documents.title,
    passages.section,
    passages.text,
    passages.document
   FROM (kept_collection.passages
     JOIN kept_collection.documents ON ((documents.key = passages.document)));


--
-- Name: quotes; Type: TABLE; Schema: kept_collection; Owner: -
--

CREATE TABLE kept_collection.quotes (
    receipt bigint NOT NULL,
    document text NOT NULL COLLATE pg_catalog."C",
    source text NOT NULL COLLATE pg_catalog."C"
);


--
-- Name: receipts; Type: TABLE; Schema: kept_collection; Owner: -
--

CREATE TABLE kept_collection.receipts (
    key bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    content text NOT NULL COLLATE pg_catalog."C"
);


--
-- Name: receipts_key_seq; Type: SEQUENCE; Schema: kept_collection; Owner: -
--

ALTER TABLE kept_collection.receipts ALTER COLUMN key ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME kept_collection.receipts_key_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: sources; Type: TABLE; Schema: kept_collection; Owner: -
--

CREATE TABLE kept_collection.sources (
    id bigint NOT NULL,
    source text NOT NULL COLLATE pg_catalog."C",
    file bigint NOT NULL,
    document bigint NOT NULL
);


--
-- Name: sources_id_seq; Type: SEQUENCE; Schema: kept_collection; Owner: -
--

ALTER TABLE kept_collection.sources ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME kept_collection.sources_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: vectors; Type: TABLE; Schema: kept_collection; Owner: -
--

CREATE TABLE kept_collection.vectors (
    passage bigint NOT NULL,
    vector public.vector(256) NOT NULL
);


--
-- Name: vocabulary; Type: TABLE; Schema: kept_collection; Owner: -
--

CREATE TABLE kept_collection.vocabulary (
    term text NOT NULL COLLATE pg_catalog."C",
    passages bigint NOT NULL
);


--
-- Data for Name: documents; Type: TABLE DATA; Schema: kept_collection; Owner: -
--

INSERT INTO kept_collection.documents OVERRIDING SYSTEM VALUE VALUES (1, '45e61cdc3840beb6b6b4e7ab5fc0a85d60199221348bf9e23cb07d32968f195b', 'Bridge opened', '2024-05-03', 'text', '{"author": "Works office"}', '[]', 'The bridge over the Tamsel opened on 2 May 2024.

It is 212 metres long.', '[]');
INSERT INTO kept_collection.documents OVERRIDING SYSTEM VALUE VALUES (2, '787a08118d05a76ab28d86ff9873495aa803c17b4477f52418ad231766b04601', '', NULL, '', '{}', '[]', 'A café on the corner serves soup.', '[]');
INSERT INTO kept_collection.documents OVERRIDING SYSTEM VALUE VALUES (3, '99392c245098525a053415bae22b808a9bd36d5209f42fefef800868a02f0576', '', NULL, '', '{}', '[]', 'The tram stops at the harbour.', '[[0, 30, 0.875]]');


--
-- Data for Name: files; Type: TABLE DATA; Schema: kept_collection; Owner: -
--

INSERT INTO kept_collection.files OVERRIDING SYSTEM VALUE VALUES (1, '/docs/bridge.txt', 0, 0, '');
INSERT INTO kept_collection.files OVERRIDING SYSTEM VALUE VALUES (2, '/docs/notes.txt', 0, 0, '');
INSERT INTO kept_collection.files OVERRIDING SYSTEM VALUE VALUES (3, '/docs/scan.pdf', 0, 0, '');


--
-- Data for Name: fitted_threshold; Type: TABLE DATA; Schema: kept_collection; Owner: -
--

INSERT INTO kept_collection.fitted_threshold VALUES (1, 0.4, 'scale', 'fake@256', 0.1, 40, 2, '2026-11-26');


--
-- Data for Name: manifest; Type: TABLE DATA; Schema: kept_collection; Owner: -
--

INSERT INTO kept_collection.manifest VALUES (1, 1, '2026-11-27T20:57:35+00:00', 'fake', 'fake@256', 256, '', 0, 4, 0, 0, 0, '');


--
-- Data for Name: passages; Type: TABLE DATA; Schema: kept_collection; Owner: -
--

INSERT INTO kept_collection.passages VALUES (1, '45e61cdc3840beb6:0', 1, 0, 48, 'Main', 1, '[[0, 48]]', 'The bridge over the Tamsel opened on 2 May 2024.', NULL, '''2'':211 ''2024'':213 ''bridg'':1,205 ''mai'':212 ''main'':103 ''on'':210 ''open'':2,209 ''over'':206 ''tamsel'':208 ''the'':204,207');
INSERT INTO kept_collection.passages VALUES (2, '45e61cdc3840beb6:50', 1, 50, 72, 'Main', 1, '[[50, 72]]', 'It is 212 metres long.', NULL, '''212'':206 ''bridg'':1 ''i'':205 ''it'':204 ''long'':208 ''main'':103 ''metr'':207 ''open'':2');
INSERT INTO kept_collection.passages VALUES (3, '787a08118d05a76a:0', 2, 0, 33, 'Main', 1, '[[0, 33]]', 'A café on the corner serves soup.', NULL, '''a'':202 ''cafe'':203 ''corner'':206 ''main'':101 ''on'':204 ''serv'':207 ''soup'':208 ''the'':205');
INSERT INTO kept_collection.passages VALUES (4, '99392c245098525a:0', 3, 0, 30, 'Main', 1, '[[0, 30]]', 'The tram stops at the harbour.', 0.875, '''at'':205 ''harbour'':207 ''main'':101 ''stop'':204 ''the'':202,206 ''tram'':203');


--
-- Data for Name: quotes; Type: TABLE DATA; Schema: kept_collection; Owner: -
--

INSERT INTO kept_collection.quotes VALUES (1, '45e61cdc3840beb6b6b4e7ab5fc0a85d60199221348bf9e23cb07d32968f195b', '/docs/bridge.txt');


--
-- Data for Name: receipts; Type: TABLE DATA; Schema: kept_collection; Owner: -
--

INSERT INTO kept_collection.receipts OVERRIDING SYSTEM VALUE VALUES (1, '17afbf8d75b01547b70bffc9c6ba1384537f6ff8d8662e8a3f7987c678e9d84e', '{"question": "When did the bridge open?"}');


--
-- Data for Name: sources; Type: TABLE DATA; Schema: kept_collection; Owner: -
--

INSERT INTO kept_collection.sources OVERRIDING SYSTEM VALUE VALUES (1, '/docs/bridge.txt', 1, 1);
INSERT INTO kept_collection.sources OVERRIDING SYSTEM VALUE VALUES (2, '/docs/notes.txt', 2, 2);
INSERT INTO kept_collection.sources OVERRIDING SYSTEM VALUE VALUES (3, '/docs/scan.pdf', 3, 3);


--
-- Data for Name: vectors; Type: TABLE DATA; Schema: kept_collection; Owner: -
--

INSERT INTO kept_collection.vectors VALUES (1, '[0.040436365,0.07968842,0.0062781638,0.12851624,-0.011210118,0.0025789437,-0.03572794,-0.065272,0.07227123,-0.016460186,-0.024490893,0.0062771835,0.016787395,0.12625022,0.053013965,-0.03494155,-0.069470875,-0.024585519,0.123650506,0.037735272,0.06394688,-0.12801234,-0.04909551,-0.007243082,0.008829867,-0.015240857,-0.026904738,9.23296e-05,0.03606806,0.03217524,-0.12255285,0.10152112,0.091356575,0.101080924,0.018928513,-0.01921926,0.06536141,-0.09554797,0.086299226,-0.028037507,-0.08798264,-0.12101564,-0.059432656,-0.060616754,-0.14208248,0.024015881,-0.10565286,0.09543929,-0.03058605,0.004371638,-0.04498258,-0.030788202,0.06922589,-0.015774857,0.0024645645,0.12754339,-0.05235683,0.0084683895,-0.08238963,0.0838159,0.00963261,-0.013735453,0.010218228,0.022406796,-0.036465388,-0.09160717,0.07618607,-0.024583865,-0.011982481,0.07195459,-0.019677404,0.086551845,-0.054304235,0.037585147,0.10163019,-0.07163827,-0.034636218,0.0993833,0.08204001,0.082230866,0.06382736,0.06258551,0.077762134,-0.029608928,-0.029930474,-0.07888351,0.030708907,-0.12980956,-0.16157301,0.007409956,-0.012788151,0.01997809,-0.15294369,0.042251393,0.033599813,0.04536748,-0.015450628,0.00041705807,0.0138275735,-0.08202005,0.0026830817,0.09578456,0.08534318,-0.040803302,0.04307435,-0.0038230417,0.037648786,0.036662247,-0.026921047,-0.037015013,-0.026440533,0.03162271,0.027483327,0.05595356,-0.109359086,0.0031516466,-0.013145658,-0.09815197,-0.061296973,0.039658763,0.081166305,0.07667818,-0.076476455,0.011673638,-0.09429969,0.07040877,-0.025829623,-0.047652937,0.073076084,-0.0035679294,0.034028582,0.07483254,0.0012284387,0.045114167,-0.00446565,-0.014695091,-0.009821386,0.082999416,0.05945997,0.0448743,0.015145803,0.03626473,-0.052256107,-0.012204766,0.037388764,-0.04704776,-0.02562874,0.035612423,-0.044131547,-0.12517565,0.006169783,-0.13024977,-0.021011464,0.0153300045,0.025503555,0.09840927,0.030753726,0.006663135,-0.017964283,-0.07052043,0.069928214,0.06332363,-0.01633052,0.01670504,-0.019435965,-0.047279492,-0.034862883,-0.04017321,-0.047603678,-0.048069667,0.020901892,-0.038319714,0.04316401,-0.022363018,0.092774615,-0.075838216,-0.06976304,-0.0784261,0.040370453,-0.011225423,0.01633585,-0.007298058,-0.051752064,-0.13610205,0.0011386996,-0.107214324,-0.04995408,0.017338596,0.05861519,-0.0317084,-0.08698974,-0.10478699,-0.085246496,-0.07280536,0.029561719,-0.0019924904,-0.067678586,0.058632083,0.023007017,0.079116285,0.0026652073,-0.023076594,-0.022930318,0.006259736,0.014320657,0.03743476,-0.056125965,0.023291066,0.06776679,-0.122688256,-0.016965244,0.11070227,0.012268453,-0.07600419,0.06324948,-0.01978873,0.014453886,-0.040303085,-0.039930902,-0.074897446,-0.048200887,0.16841696,-0.05237775,-0.03800941,0.049330726,0.10356029,0.05489562,0.045722045,-0.0154127,0.04169738,0.07667122,0.030627063,0.026146267,0.0230083,0.008786205,0.02833728,0.039446052,-0.12296925,0.016575238,-0.009921399,-0.07936361,0.08454273,0.053098857,-0.05367951,0.0712459,0.05062798,0.06603877,-0.07748484,0.100845255,-0.01670916,0.08460793,0.00815489,0.1532299,-0.017642707,0.0032926926,-0.048682746]');
INSERT INTO kept_collection.vectors VALUES (2, '[0.017373757,0.044409577,-0.035661828,0.05511562,-0.019615784,0.048859946,-0.032837983,-0.09478707,-0.008432041,0.01071927,0.031169336,-0.08707471,-0.014077293,0.1282049,0.05467893,-0.079323925,0.01208477,0.024654143,0.013748491,0.01940898,0.050632298,-0.074246116,0.03886821,-0.00073955057,-0.054143097,-0.044342864,-0.007280209,0.03540096,0.061577894,-0.0052140523,-0.19079521,-0.050602812,0.08596025,0.09222447,0.05228042,-0.0003687337,0.06770864,-0.04382478,0.05274338,-0.14123145,0.06986632,-0.16252664,-0.048447482,-0.08763596,-0.08789157,0.029241642,-0.08896305,0.10591381,-0.04282034,-0.020092288,-0.11744247,-0.085580535,-0.003711414,0.031417936,-0.03973909,0.1696531,-0.093645856,0.014866005,0.011788512,0.049403366,-0.014000873,-0.0051198136,0.0043345448,0.013329127,0.0050007314,0.007161157,0.025281701,-0.0681522,-0.01063895,0.016734347,-0.051404785,0.06652796,0.10940749,-0.008102496,0.15668145,-0.051886123,-0.05652023,0.07449777,-0.020552272,-0.028407816,0.10289483,0.05178915,-0.0062178047,-0.020667981,0.044252124,-0.03998362,-0.01108754,-0.011774413,-0.087840095,0.045937367,-0.04948636,-0.012574942,-0.10115036,-0.00014724587,-0.1479391,-0.01666365,0.045264505,0.008741024,0.04963104,0.04611797,-0.033028025,0.015067362,-0.03219982,-0.054251987,-0.012672629,-0.007867605,0.039774343,0.12129789,-0.045344654,-0.046191655,0.060038794,-0.060455352,0.08103866,-0.03312673,0.011561915,0.1285529,-0.05483043,0.054852955,-0.024367189,-0.020723056,0.031581998,0.007154372,0.0071994336,-0.011832497,-0.028912678,0.056773543,-0.009191249,-0.015242423,0.14523847,0.011188592,0.030729597,0.07808554,0.06894362,0.05845636,-0.010782749,0.06617794,-0.014588745,0.06155738,0.057151347,0.03119041,-0.054609142,0.05502427,-0.029448345,0.029136444,0.1558337,-0.045157723,-0.052770164,0.0824375,0.009441038,-0.039250847,-0.027058411,0.09878519,-0.025314637,-0.020968508,-0.058661245,-0.049784776,0.11130412,0.023592819,0.059883453,-0.045062136,0.08604159,0.049431402,0.05751964,0.017549716,-0.07130822,-0.08181601,-0.044913743,0.03706287,-0.019888697,-0.13148502,0.12219761,0.008044085,-0.011831244,0.046812724,0.07070081,-0.08006377,-0.053411897,-0.03438298,-0.059308648,0.064707905,-0.06523582,0.009478888,-0.009492933,-0.060257185,0.020770736,-0.09588448,-0.11075612,-0.022069076,0.06663949,0.052103568,0.02626816,-0.011206805,-0.0027502207,-0.051788744,-0.023036512,-0.05762634,-0.038085975,-0.04434369,-0.00075310195,0.1219124,-0.06194743,-0.05056038,-0.06262271,0.037873905,0.0320933,0.0391123,-0.026535295,0.00474694,0.12668961,-0.10838042,-0.065828696,0.09599692,-0.023132976,0.0043710778,-0.025052046,-0.019537942,0.08199935,-0.045096517,0.100497365,-0.085292496,0.04033203,0.09944055,0.014788554,0.032088265,-0.03449837,0.06578889,-0.00010760328,0.01993787,0.151523,0.00061827217,0.105026856,0.0009799304,-0.04336883,-0.055038217,0.011905655,0.06724372,-0.017309725,-0.016784998,0.04062196,0.03194719,-0.07903978,0.10798592,-0.0031347463,-0.04552831,-0.03560006,0.09507311,0.050154433,-0.004794451,0.030794686,0.0011288723,0.02505766,0.08490052,0.05612029,-0.0049643866,-0.07261239,-0.14443631]');
INSERT INTO kept_collection.vectors VALUES (3, '[0.03245269,-0.022351746,0.0196882,-0.05541805,-0.04947982,0.04393232,-0.038845096,-0.070241064,0.011996227,-0.0061953515,-0.005382449,-0.012547218,-0.029318547,0.041350722,-0.011536837,0.026358841,-0.013532277,-0.07953295,0.10839116,-0.074812025,0.025230419,-0.12394991,0.007886437,-0.073116444,0.0045195203,-0.0059463005,0.02998587,-0.0482274,-0.07286147,0.11367034,-0.12527145,-0.05696052,0.052191112,0.12604442,0.05374284,-0.05246643,-0.041419845,-0.002644097,0.009330837,0.074899435,-0.015103273,-0.04995819,-0.032800637,-0.06991458,0.07977016,-0.106873274,-0.028756082,-0.0043953746,0.041792214,0.07720591,-0.07425857,-0.004686734,0.028982181,-0.10338978,0.04058476,-0.0074396497,-0.02168998,0.08359001,-0.10455641,0.015095861,-0.10478885,0.012228866,0.01285898,0.011088913,0.008845547,-0.029546397,0.041772496,-0.013545641,-0.06765598,0.013840653,0.011501028,0.03949558,-0.01052355,0.025615063,0.10350212,-0.07078181,-0.040752847,-0.014461112,-0.008545898,0.02643638,0.08309365,0.056702107,-0.036048368,-0.036632475,-0.049561657,-0.03078938,0.03670079,-0.12647659,-0.10899239,-0.08316272,0.008163296,0.020044662,-0.14060402,-0.015482613,-0.0151588,-0.048471224,-0.03435319,0.02554349,0.02178798,-0.07008595,-0.040485956,0.050638523,0.060041245,0.000891721,-0.037528146,-0.0021957008,-0.0669925,0.008696611,-0.12663558,-0.002833922,0.07785363,-0.06172037,0.114315756,0.025938028,-0.12118735,0.111508414,-0.01629831,-0.032547828,-0.021668233,0.028621271,0.06673479,0.03323265,0.028375085,-0.11457343,-0.103252694,0.06766904,0.0026119354,-0.10855679,0.16182749,0.024132961,-0.016841736,-0.07161333,-0.0070285555,-0.068915516,-0.0572387,-0.09912191,-0.07789438,0.02020234,0.07274399,0.06804705,-0.06525929,0.05287942,-0.04433064,-0.04105423,0.010551276,-0.04740146,0.027149463,0.008854342,-0.069344,0.015363309,0.03025629,-0.000431502,0.071340494,-0.028000075,0.072372556,0.027894957,0.07429382,0.02420471,0.022205494,-0.06261999,0.0816391,-0.0036868665,0.11903279,-0.061146934,0.019807993,0.019525662,-0.009471233,-0.039442055,-0.048647482,0.008232026,-0.03312707,0.026948076,-0.013971444,0.005734362,-0.0026670464,0.043784868,-0.017491624,-0.062273007,0.042271324,-0.0157615,-0.040602982,0.0020096875,-0.015296363,-0.13485357,0.08993024,-0.12324162,-0.044259377,0.1071265,0.08326755,-0.027235555,-0.06357603,-0.05784666,-0.034307208,-0.06958423,0.083826564,0.06689907,0.067409255,0.05093619,0.051547773,0.018062478,0.010570856,0.033130564,0.003647526,-0.056982096,0.051316958,0.07976812,0.009782894,0.03546711,-0.017357193,-0.15634945,0.1012311,-0.014370185,0.07215317,-0.08776631,0.03273122,-0.0015976916,0.06114488,-0.036414143,0.023761027,-0.08357311,-0.043624688,0.023536308,-0.0552101,-0.16860588,-0.042530086,-0.014334814,0.058292557,0.14627358,0.066331744,0.03979986,0.015746167,-0.05731141,0.0935797,0.017253121,0.17741789,0.045495197,-0.05648726,-0.13402905,-0.024657067,-0.073208235,-0.024678668,0.04083664,0.056868717,-0.0643651,-0.06269082,0.06319381,0.120357275,0.026984436,0.11765599,-0.022611013,0.008536948,0.050349522,0.1108508,-0.10535976,-0.010152567,0.0272068]');
INSERT INTO kept_collection.vectors VALUES (4, '[0.067674644,-0.06332793,-0.0014768135,-0.04693078,-0.061865583,-0.0015635453,0.046338838,-0.14891906,0.026315512,-0.039462343,-0.035654586,0.055892892,0.065952666,0.10618654,0.04336515,0.12617022,-0.014305941,-0.05112868,0.07335433,-0.008306062,0.033016317,-0.022151113,0.008569311,-0.013629509,-0.008797675,0.026984641,-0.07248529,0.07939352,0.041124623,0.03587872,-0.11491813,-0.018830536,0.16837357,0.02012552,0.066336416,0.0575008,0.066078976,-0.07647023,0.040824074,-0.027734896,0.0881946,-0.11689622,-0.07313983,-0.09260625,-0.023354843,-0.07907027,-0.066733256,0.00064758694,0.00903627,0.09078894,-0.068552606,0.08514042,0.0034103484,-0.0544389,0.04522676,0.059387747,-0.0699608,0.076656416,-0.06402434,0.04363339,-0.08860889,-0.0009184632,-0.03378503,0.0091936635,-0.007891466,0.0002660067,0.0062483177,-0.14173923,-0.00059671164,0.015335842,0.0027878336,-0.06510753,-0.012669573,0.033054247,0.1347342,-0.03864934,0.008754022,0.05598326,0.144268,0.08916656,-0.029917995,0.11968206,-0.0076454636,0.05823431,0.019469151,-0.09241863,-0.017504197,-0.07335995,-0.055784583,0.030224213,0.048022166,-0.013765244,-0.10332029,-0.048048437,-0.004108649,0.026584197,-0.0061223246,0.07365557,0.09393168,0.07009922,-0.02234415,0.034855213,0.13000113,-0.045776635,-0.113502935,0.035984393,-0.0388443,-0.024078708,-0.05537671,-0.009986554,0.0010828202,-0.024206435,0.12837389,0.12076863,-0.05798273,0.009659543,-0.021434052,-0.02179572,0.023989705,0.07577048,0.07136446,0.074943975,0.023452085,-0.030815711,0.043571807,0.08478931,-0.0074002454,0.053664416,0.10606493,-0.022801362,-0.0002841523,-0.041705854,-0.033667833,-0.006435953,0.06782155,-0.054908417,-0.06873515,0.023388697,0.14490198,-0.11629923,0.018571397,-0.042835645,-0.05870962,-0.0668427,0.06917228,-0.01831981,0.051010963,0.09935339,0.031105842,-0.07945931,-0.07196214,-0.0010483799,0.042475186,-0.017260745,0.053845763,-0.03395949,0.10376714,0.035581443,-0.014892518,-0.044740103,0.0721943,0.03298109,0.0687318,0.014278585,0.08990782,0.025956154,-0.045918055,-0.022327824,-0.06359453,0.00276499,-0.065725535,0.021142706,0.00554268,0.021963172,-0.04566673,0.04672274,-0.043212704,-0.07283791,0.043434195,-0.072499424,-0.009573014,0.05933004,-0.010219871,-0.09380168,-0.01970827,-0.0480774,-0.112668075,0.0034938091,-0.02699455,0.0016576813,-0.07517805,-0.11480127,-0.017915234,0.006607427,0.043530244,0.025944613,-0.026462398,0.0005946142,0.036307488,0.071084134,-0.019142086,-0.009086029,-0.09760454,0.03640955,0.07458457,0.03968501,0.031126019,0.06172454,0.05734485,-0.12761842,0.015488851,0.06028148,-0.04902264,0.01803005,0.034367315,0.121881224,0.09144336,-0.08679995,0.013281431,-0.09876507,-0.017863847,0.01241946,-0.035532128,-0.114809394,-0.025535537,0.048036482,-0.026405407,-0.059447695,0.04616022,0.033176,-0.03928005,0.063472345,0.09961341,0.08081587,-0.004320578,-0.010335143,-0.022376128,-0.083142884,-0.06833154,0.0006948646,-0.009544183,-0.033156,0.030747091,-0.09448223,0.062266763,0.01226772,0.2088586,-0.0038233243,0.14732361,0.044119403,0.060700886,0.05688141,-0.020149933,-0.04069725,-0.033466417,-0.024902925]');


--
-- Data for Name: vocabulary; Type: TABLE DATA; Schema: kept_collection; Owner: -
--

INSERT INTO kept_collection.vocabulary VALUES ('mai', 1);
INSERT INTO kept_collection.vocabulary VALUES ('bridg', 2);
INSERT INTO kept_collection.vocabulary VALUES ('2024', 1);
INSERT INTO kept_collection.vocabulary VALUES ('2', 1);
INSERT INTO kept_collection.vocabulary VALUES ('open', 2);
INSERT INTO kept_collection.vocabulary VALUES ('tamsel', 1);
INSERT INTO kept_collection.vocabulary VALUES ('over', 1);
INSERT INTO kept_collection.vocabulary VALUES ('metr', 1);
INSERT INTO kept_collection.vocabulary VALUES ('long', 1);
INSERT INTO kept_collection.vocabulary VALUES ('212', 1);
INSERT INTO kept_collection.vocabulary VALUES ('i', 1);
INSERT INTO kept_collection.vocabulary VALUES ('it', 1);
INSERT INTO kept_collection.vocabulary VALUES ('serv', 1);
INSERT INTO kept_collection.vocabulary VALUES ('on', 2);
INSERT INTO kept_collection.vocabulary VALUES ('cafe', 1);
INSERT INTO kept_collection.vocabulary VALUES ('a', 1);
INSERT INTO kept_collection.vocabulary VALUES ('soup', 1);
INSERT INTO kept_collection.vocabulary VALUES ('corner', 1);
INSERT INTO kept_collection.vocabulary VALUES ('main', 4);
INSERT INTO kept_collection.vocabulary VALUES ('tram', 1);
INSERT INTO kept_collection.vocabulary VALUES ('harbour', 1);
INSERT INTO kept_collection.vocabulary VALUES ('stop', 1);
INSERT INTO kept_collection.vocabulary VALUES ('at', 1);
INSERT INTO kept_collection.vocabulary VALUES ('the', 3);


--
-- Name: documents_key_seq; Type: SEQUENCE SET; Schema: kept_collection; Owner: -
--

SELECT pg_catalog.setval('kept_collection.documents_key_seq', 3, true);


--
-- Name: files_id_seq; Type: SEQUENCE SET; Schema: kept_collection; Owner: -
--

SELECT pg_catalog.setval('kept_collection.files_id_seq', 3, true);


--
-- Name: receipts_key_seq; Type: SEQUENCE SET; Schema: kept_collection; Owner: -
--

SELECT pg_catalog.setval('kept_collection.receipts_key_seq', 1, true);


--
-- Name: sources_id_seq; Type: SEQUENCE SET; Schema: kept_collection; Owner: -
--

SELECT pg_catalog.setval('kept_collection.sources_id_seq', 3, true);


--
-- Name: documents documents_id_key; Type: CONSTRAINT; Schema: kept_collection; Owner: -
--

ALTER TABLE ONLY kept_collection.documents
    ADD CONSTRAINT documents_id_key UNIQUE (id);


--
-- Name: documents documents_pkey; Type: CONSTRAINT; Schema: kept_collection; Owner: -
--

ALTER TABLE ONLY kept_collection.documents
    ADD CONSTRAINT documents_pkey PRIMARY KEY (key);


--
-- Name: files files_path_key; Type: CONSTRAINT; Schema: kept_collection; Owner: -
--

ALTER TABLE ONLY kept_collection.files
    ADD CONSTRAINT files_path_key UNIQUE (path);


--
-- Name: files files_pkey; Type: CONSTRAINT; Schema: kept_collection; Owner: -
--

ALTER TABLE ONLY kept_collection.files
    ADD CONSTRAINT files_pkey PRIMARY KEY (id);


--
-- Name: fitted_threshold fitted_threshold_pkey; Type: CONSTRAINT; Schema: kept_collection; Owner: -
--

ALTER TABLE ONLY kept_collection.fitted_threshold
    ADD CONSTRAINT fitted_threshold_pkey PRIMARY KEY (id);


--
-- Name: manifest manifest_pkey; Type: CONSTRAINT; Schema: kept_collection; Owner: -
--

ALTER TABLE ONLY kept_collection.manifest
    ADD CONSTRAINT manifest_pkey PRIMARY KEY (id);


--
-- Name: passages passages_passage_id_key; Type: CONSTRAINT; Schema: kept_collection; Owner: -
--

ALTER TABLE ONLY kept_collection.passages
    ADD CONSTRAINT passages_passage_id_key UNIQUE (passage_id);


--
-- Name: passages passages_pkey; Type: CONSTRAINT; Schema: kept_collection; Owner: -
--

ALTER TABLE ONLY kept_collection.passages
    ADD CONSTRAINT passages_pkey PRIMARY KEY (id);


--
-- Name: receipts receipts_id_key; Type: CONSTRAINT; Schema: kept_collection; Owner: -
--

ALTER TABLE ONLY kept_collection.receipts
    ADD CONSTRAINT receipts_id_key UNIQUE (id);


--
-- Name: receipts receipts_pkey; Type: CONSTRAINT; Schema: kept_collection; Owner: -
--

ALTER TABLE ONLY kept_collection.receipts
    ADD CONSTRAINT receipts_pkey PRIMARY KEY (key);


--
-- Name: sources sources_pkey; Type: CONSTRAINT; Schema: kept_collection; Owner: -
--

ALTER TABLE ONLY kept_collection.sources
    ADD CONSTRAINT sources_pkey PRIMARY KEY (id);


--
-- Name: sources sources_source_key; Type: CONSTRAINT; Schema: kept_collection; Owner: -
--

ALTER TABLE ONLY kept_collection.sources
    ADD CONSTRAINT sources_source_key UNIQUE (source);


--
-- Name: vectors vectors_pkey; Type: CONSTRAINT; Schema: kept_collection; Owner: -
--

ALTER TABLE ONLY kept_collection.vectors
    ADD CONSTRAINT vectors_pkey PRIMARY KEY (passage);


--
-- Name: vocabulary vocabulary_pkey; Type: CONSTRAINT; Schema: kept_collection; Owner: -
--

ALTER TABLE ONLY kept_collection.vocabulary
    ADD CONSTRAINT vocabulary_pkey PRIMARY KEY (term);


--
-- Name: documents_date; Type: INDEX; Schema: kept_collection; Owner: -
--

CREATE INDEX documents_date ON kept_collection.documents USING btree (date);


--
-- Name: passages_document; Type: INDEX; Schema: kept_collection; Owner: -
--

CREATE INDEX passages_document ON kept_collection.passages USING btree (document);


--
-- Name: passages_words; Type: INDEX; Schema: kept_collection; Owner: -
--

CREATE INDEX passages_words ON kept_collection.passages USING gin (words);


--
-- Name: quotes_receipt; Type: INDEX; Schema: kept_collection; Owner: -
--

CREATE INDEX quotes_receipt ON kept_collection.quotes USING btree (receipt);


--
-- Name: sources_document; Type: INDEX; Schema: kept_collection; Owner: -
--

CREATE INDEX sources_document ON kept_collection.sources USING btree (document);


--
-- Name: sources_file; Type: INDEX; Schema: kept_collection; Owner: -
--

CREATE INDEX sources_file ON kept_collection.sources USING btree (file);


--
-- Name: vectors_near; Type: INDEX; Schema: kept_collection; Owner: -
--

CREATE INDEX vectors_near ON kept_collection.vectors USING hnsw (vector public.vector_ip_ops);


--
-- Name: passages passages_document_fkey; Type: FK CONSTRAINT; Schema: kept_collection; Owner: -
--

ALTER TABLE ONLY kept_collection.passages
    ADD CONSTRAINT passages_document_fkey FOREIGN KEY (document) REFERENCES kept_collection.documents(key) ON DELETE CASCADE;


--
-- Name: quotes quotes_receipt_fkey; Type: FK CONSTRAINT; Schema: kept_collection; Owner: -
--

ALTER TABLE ONLY kept_collection.quotes
    ADD CONSTRAINT quotes_receipt_fkey FOREIGN KEY (receipt) REFERENCES kept_collection.receipts(key) ON DELETE CASCADE;


--
-- Name: sources sources_document_fkey; Type: FK CONSTRAINT; Schema: kept_collection; Owner: -
--

ALTER TABLE ONLY kept_collection.sources
    ADD CONSTRAINT sources_document_fkey FOREIGN KEY (document) REFERENCES kept_collection.documents(key);


--
-- Name: sources sources_file_fkey; Type: FK CONSTRAINT; Schema: kept_collection; Owner: -
--

ALTER TABLE ONLY kept_collection.sources
    ADD CONSTRAINT sources_file_fkey FOREIGN KEY (file) REFERENCES kept_collection.files(id) ON DELETE CASCADE;


--
-- Name: vectors vectors_passage_fkey; Type: FK CONSTRAINT; Schema: kept_collection; Owner: -
--

ALTER TABLE ONLY kept_collection.vectors
    ADD CONSTRAINT vectors_passage_fkey FOREIGN KEY (passage) REFERENCES kept_collection.passages(id) ON DELETE CASCADE;


--
-- PostgreSQL database dump complete
--


