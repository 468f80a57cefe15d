BEGIN TRANSACTION;
CREATE TABLE assignment (
	id VARCHAR NOT NULL, 
	klass VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	pack VARCHAR NOT NULL, 
	pack_version VARCHAR NOT NULL, 
	pack_digest VARCHAR NOT NULL, 
	scenario VARCHAR NOT NULL, 
	seeds VARCHAR NOT NULL, 
	seed INTEGER, 
	attempts INTEGER NOT NULL, 
	opens INTEGER, 
	closes INTEGER, 
	counts VARCHAR NOT NULL, 
	pass_at INTEGER NOT NULL, 
	rubric VARCHAR NOT NULL, 
	created INTEGER NOT NULL, 
	CONSTRAINT pk_assignment PRIMARY KEY (id), 
	CONSTRAINT fk_assignment_klass FOREIGN KEY(klass) REFERENCES klass (id), 
	CONSTRAINT fk_assignment_pack_digest FOREIGN KEY(pack_digest) REFERENCES pack (digest), 
	CONSTRAINT fk_assignment_rubric FOREIGN KEY(rubric) REFERENCES pack (digest)
);
INSERT INTO "assignment" VALUES('a1','k1','第一次作业','table1','1.0.0','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','11.1','student',NULL,2,1000,9000,'best',6000,'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',1000);
INSERT INTO "assignment" VALUES('a2','k1','第二次作业','table1','1.0.0','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','9.2','same',9223372036854775807,0,NULL,NULL,'last',6000,'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb',2000);
CREATE TABLE content (
	sha256 VARCHAR NOT NULL, 
	size INTEGER NOT NULL, 
	data BLOB NOT NULL, 
	CONSTRAINT pk_content PRIMARY KEY (sha256)
);
INSERT INTO "content" VALUES('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',0,X'789C030000000001');
CREATE TABLE handin (
	id VARCHAR NOT NULL, 
	assignment VARCHAR NOT NULL, 
	student VARCHAR NOT NULL, 
	attempt VARCHAR NOT NULL, 
	seed VARCHAR NOT NULL, 
	verdict VARCHAR NOT NULL, 
	says VARCHAR NOT NULL, 
	received INTEGER NOT NULL, 
	started INTEGER NOT NULL, 
	ended INTEGER NOT NULL, 
	active INTEGER NOT NULL, 
	commands INTEGER NOT NULL, 
	minutes INTEGER NOT NULL, 
	head VARCHAR NOT NULL, 
	source VARCHAR NOT NULL, 
	content VARCHAR, 
	print VARCHAR NOT NULL, 
	CONSTRAINT pk_handin PRIMARY KEY (id), 
	CONSTRAINT fk_handin_assignment FOREIGN KEY(assignment) REFERENCES assignment (id), 
	CONSTRAINT fk_handin_student FOREIGN KEY(student) REFERENCES person (id), 
	CONSTRAINT fk_handin_content FOREIGN KEY(content) REFERENCES content (sha256)
);
INSERT INTO "handin" VALUES('t1','a1','s1','x1','7','ok','[{"zh":"有效。","en":"Valid."}]',3000,2000,2900,500,12,480,'00ff','张三.storesim','e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855','p1');
INSERT INTO "handin" VALUES('t2','a1','s3','x2','8','late','[]',9900,9000,9800,500,3,60,'','',NULL,'p2');
CREATE TABLE inbox (
	id VARCHAR NOT NULL, 
	received INTEGER NOT NULL, 
	assignment VARCHAR NOT NULL, 
	student VARCHAR NOT NULL, 
	sha256 VARCHAR NOT NULL, 
	CONSTRAINT pk_inbox PRIMARY KEY (id), 
	CONSTRAINT uq_inbox_assignment UNIQUE (assignment, student, sha256), 
	CONSTRAINT fk_inbox_assignment FOREIGN KEY(assignment) REFERENCES assignment (id), 
	CONSTRAINT fk_inbox_student FOREIGN KEY(student) REFERENCES person (id), 
	CONSTRAINT fk_inbox_sha256 FOREIGN KEY(sha256) REFERENCES content (sha256)
);
INSERT INTO "inbox" VALUES('i1',3100,'a1','s2','e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
CREATE TABLE klass (
	id VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	secret BLOB NOT NULL, 
	created INTEGER NOT NULL, 
	CONSTRAINT pk_klass PRIMARY KEY (id)
);
INSERT INTO "klass" VALUES('k1','2025 级电商 1 班',X'0001020304050607',1000);
CREATE TABLE mark (
	handin VARCHAR NOT NULL, 
	rubric VARCHAR NOT NULL, 
	points INTEGER NOT NULL, 
	mark VARCHAR NOT NULL, 
	made INTEGER NOT NULL, 
	program VARCHAR NOT NULL, 
	CONSTRAINT pk_mark PRIMARY KEY (handin, rubric), 
	CONSTRAINT fk_mark_handin FOREIGN KEY(handin) REFERENCES handin (id), 
	CONSTRAINT fk_mark_rubric FOREIGN KEY(rubric) REFERENCES pack (digest)
);
INSERT INTO "mark" VALUES('t1','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',6500,'{"rubric":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","points":6500,"requirements":[]}',3001,'0.2.0');
CREATE TABLE member (
	klass VARCHAR NOT NULL, 
	person VARCHAR NOT NULL, 
	joined INTEGER NOT NULL, 
	"left" INTEGER, 
	CONSTRAINT pk_member PRIMARY KEY (klass, person), 
	CONSTRAINT fk_member_klass FOREIGN KEY(klass) REFERENCES klass (id), 
	CONSTRAINT fk_member_person FOREIGN KEY(person) REFERENCES person (id)
);
INSERT INTO "member" VALUES('k1','s1',1000,NULL);
INSERT INTO "member" VALUES('k1','s2',1000,4000);
INSERT INTO "member" VALUES('k1','s3',1000,NULL);
CREATE TABLE override (
	seq INTEGER NOT NULL, 
	id VARCHAR NOT NULL, 
	assignment VARCHAR NOT NULL, 
	student VARCHAR NOT NULL, 
	points INTEGER, 
	reason VARCHAR NOT NULL, 
	author VARCHAR NOT NULL, 
	at INTEGER NOT NULL, 
	CONSTRAINT pk_override PRIMARY KEY (seq), 
	CONSTRAINT uq_override_id UNIQUE (id), 
	CONSTRAINT fk_override_assignment FOREIGN KEY(assignment) REFERENCES assignment (id), 
	CONSTRAINT fk_override_student FOREIGN KEY(student) REFERENCES person (id)
);
INSERT INTO "override" VALUES(1,'o1','a1','s3',4000,'补考','王老师',4000);
CREATE TABLE pack (
	digest VARCHAR NOT NULL, 
	id VARCHAR NOT NULL, 
	version VARCHAR NOT NULL, 
	archive BLOB NOT NULL, 
	CONSTRAINT pk_pack PRIMARY KEY (digest)
);
INSERT INTO "pack" VALUES('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','table1','1.0.0',X'61726368697665');
INSERT INTO "pack" VALUES('bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb','table1','1.1.0',X'6E65776572');
CREATE TABLE person (
	id VARCHAR NOT NULL, 
	number VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	email VARCHAR NOT NULL, 
	erased INTEGER, 
	CONSTRAINT pk_person PRIMARY KEY (id)
);
INSERT INTO "person" VALUES('s1','20250001','张三','zs@example.org',NULL);
INSERT INTO "person" VALUES('s2','20250002','李四','',NULL);
INSERT INTO "person" VALUES('s3','','','',5000);
CREATE TABLE regrade (
	seq INTEGER NOT NULL, 
	id VARCHAR NOT NULL, 
	assignment VARCHAR NOT NULL, 
	"before" VARCHAR NOT NULL, 
	"after" VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	author VARCHAR NOT NULL, 
	at INTEGER NOT NULL, 
	undoes VARCHAR, 
	CONSTRAINT pk_regrade PRIMARY KEY (seq), 
	CONSTRAINT uq_regrade_id UNIQUE (id), 
	CONSTRAINT fk_regrade_assignment FOREIGN KEY(assignment) REFERENCES assignment (id), 
	CONSTRAINT fk_regrade_before FOREIGN KEY("before") REFERENCES pack (digest), 
	CONSTRAINT fk_regrade_after FOREIGN KEY("after") REFERENCES pack (digest), 
	CONSTRAINT uq_regrade_undoes UNIQUE (undoes), 
	CONSTRAINT fk_regrade_undoes FOREIGN KEY(undoes) REFERENCES regrade (id)
);
INSERT INTO "regrade" VALUES(1,'g1','a2','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb','修正','王老师',4200,NULL);
CREATE TABLE reset (
	seq INTEGER NOT NULL, 
	id VARCHAR NOT NULL, 
	assignment VARCHAR NOT NULL, 
	student VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	author VARCHAR NOT NULL, 
	at INTEGER NOT NULL, 
	CONSTRAINT pk_reset PRIMARY KEY (seq), 
	CONSTRAINT uq_reset_id UNIQUE (id), 
	CONSTRAINT fk_reset_assignment FOREIGN KEY(assignment) REFERENCES assignment (id), 
	CONSTRAINT fk_reset_student FOREIGN KEY(student) REFERENCES person (id)
);
INSERT INTO "reset" VALUES(1,'r1','a1','s2','断电','王老师',4100);
CREATE TABLE setting (
	name VARCHAR NOT NULL, 
	value VARCHAR NOT NULL, 
	CONSTRAINT pk_setting PRIMARY KEY (name)
);
INSERT INTO "setting" VALUES('folder','/交作业');
CREATE TABLE storesim_classes (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT storesim_classes_pkc PRIMARY KEY (version_num)
);
INSERT INTO "storesim_classes" VALUES('0001');
CREATE INDEX ix_member_person ON member (person);
CREATE INDEX ix_assignment_klass ON assignment (klass);
CREATE INDEX ix_handin_assignment ON handin (assignment, student);
CREATE INDEX ix_handin_print ON handin (print);
CREATE INDEX ix_handin_student ON handin (student);
CREATE INDEX ix_override_assignment ON override (assignment);
CREATE INDEX ix_override_student ON override (student);
CREATE INDEX ix_reset_assignment ON reset (assignment);
CREATE INDEX ix_reset_student ON reset (student);
CREATE INDEX ix_regrade_assignment ON regrade (assignment);
COMMIT;
