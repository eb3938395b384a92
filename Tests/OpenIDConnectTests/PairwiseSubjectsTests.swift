import Identity
import OpenIDConnect
import Testing

@Suite struct PairwiseSubjectsTests {
    private let subjects = Sample.subjects

    @Test func `sub is the same within a sector and differs between sectors`() throws {
        let person = try Sample.person()
        let (one, other) = (
            SubjectType.pairwise(sector: "rp.hue.test"), SubjectType.pairwise(sector: "other.hue.test")
        )
        #expect(subjects.subject(of: person, for: one) == subjects.subject(of: person, for: one))
        #expect(subjects.subject(of: person, for: one) != subjects.subject(of: person, for: other))
        let clients = [try Sample.client("a"), try Sample.client("b")].map(\.subjectType)
        #expect(Set(clients.map { subjects.subject(of: person, for: $0) }).count == 1)
    }

    @Test func `a public sub is the same everywhere and no sector's`() throws {
        let person = try Sample.person()
        let text = subjects.subject(of: person, for: .public)
        #expect(text == subjects.subject(of: person, for: .public))
        for sector in ["", "rp.hue.test", "sub-public"] {
            #expect(text != subjects.subject(of: person, for: .pairwise(sector: sector)))
        }
    }

    @Test func `two people differ everywhere, and the id itself is nowhere`() throws {
        let (one, other) = (try Sample.person(1), try Sample.person(2))
        for type in [SubjectType.public, .pairwise(sector: "rp.hue.test")] {
            #expect(subjects.subject(of: one, for: type) != subjects.subject(of: other, for: type))
            #expect(!subjects.subject(of: one, for: type).contains(one.text))
        }
    }

    @Test func `sid differs from client to client, even in one sector, and from session to session`() throws {
        let (one, other) = (try #require(ClientID("a")), try #require(ClientID("b")))
        let session = SessionID("s")
        #expect(subjects.sessionID(of: session, for: one) == subjects.sessionID(of: session, for: one))
        #expect(subjects.sessionID(of: session, for: one) != subjects.sessionID(of: session, for: other))
        #expect(subjects.sessionID(of: session, for: one) != subjects.sessionID(of: SessionID("t"), for: one))
    }

    @Test func `another secret gives other names`() throws {
        let others = PairwiseSubjects(secret: [UInt8](repeating: 8, count: 32))
        let person = try Sample.person()
        #expect(subjects.subject(of: person, for: .public) != others.subject(of: person, for: .public))
    }
}
