import Testing

@testable import Cryptography

@Suite struct Argon2Tests {
    /// As little work as the function allows, for the tests that aren't about work.
    private static func cheap() throws -> Argon2id {
        Argon2id(parameters: try Argon2Parameters(memoryKiB: 8, iterations: 1, parallelism: 1))
    }

    @Test func `the test vector of RFC 9106 holds`() throws {
        let parameters = try Argon2Parameters(memoryKiB: 32, iterations: 3, parallelism: 4)
        let tag = try Argon2id.tag(
            password: .init(repeating: 1, count: 32), salt: .init(repeating: 2, count: 16),
            secret: .init(repeating: 3, count: 8), associatedData: .init(repeating: 4, count: 12), length: 32,
            parameters)
        #expect(tag == hex("0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"))
    }

    /// Made by Python's `cryptography`.
    static let foreign: [(password: String, salt: [UInt8], phc: String)] = [
        (
            "mật khẩu", Array("0123456789abcdef".utf8),
            "$argon2id$v=19$m=64,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$8b4NtgsJnkDxp7uIeni7ZW3qTkjwhKvxH1yliu8iwn0"
        ),
        (
            "", .init(repeating: 0, count: 16),
            "$argon2id$v=19$m=256,t=2,p=3$AAAAAAAAAAAAAAAAAAAAAA$zBQEfArWZfr/1x7Ww/sG5tdS++0tk2FZjp9qvccVxEI"
        ),
        (
            "correct horse", Array(0...15),
            "$argon2id$v=19$m=65536,t=3,p=4$AAECAwQFBgcICQoLDA0ODw$V38f836aPlLJfTn46DiRwbc7Dof/4EKc7o7eL7AF/kQ"
        ),
    ]

    @Test(arguments: foreign) func `a hash by another implementation is the same, and is verified`(
        password: String, salt: [UInt8], phc: String
    ) throws {
        let hash = try Argon2id(parameters: Argon2Parameters(phc: phc)).hash(
            password: Array(password.utf8), salt: salt)
        #expect(hash == phc)
        #expect(try Argon2id.verify(password: Array(password.utf8), phc: phc))
        #expect(try !Argon2id.verify(password: Array((password + "x").utf8), phc: phc))
    }

    @Test func `the default is the second recommendation of RFC 9106`() throws {
        let recommended = try Argon2Parameters(memoryKiB: 65536, iterations: 3, parallelism: 4)
        #expect(Argon2id().parameters == recommended)
        #expect(Argon2Parameters.recommended == recommended)
    }

    @Test func `a changed salt, tag or cost makes another hash`() throws {
        let argon2 = try Self.cheap()
        let phc = try argon2.hash(password: [1], salt: .init(repeating: 0, count: 16))
        #expect(try Argon2id.verify(password: [1], phc: phc))
        for changed in [
            phc.replacing("t=1", with: "t=2"), phc.replacing("m=8", with: "m=9"),
            phc.replacing("$AAAA", with: "$AAAB"),
        ] {
            #expect(changed != phc)
            #expect(try !Argon2id.verify(password: [1], phc: changed))
        }
    }

    @Test func `a password may hold any byte, and all of it counts`() throws {
        let argon2 = try Self.cheap()
        let phc = try argon2.hash(password: [1, 0, 2], salt: .init(repeating: 9, count: 16))
        #expect(try Argon2id.verify(password: [1, 0, 2], phc: phc))
        #expect(try !Argon2id.verify(password: [1, 0, 3], phc: phc))
        #expect(try !Argon2id.verify(password: [1], phc: phc))
        #expect(try !Argon2id.verify(password: [], phc: phc))
    }

    @Test(
        arguments: [
            (8, 0, 1), (8, 65, 1), (8, 1, 0), (7, 1, 1), (31, 1, 4), (65536, 1, 17), (1_048_577, 1, 1),
            (0, 0, 0),
            (.max, .max, .max),
        ] as [(UInt32, UInt32, UInt32)]) func `costs out of bounds are refused`(
            m: UInt32, t: UInt32, p: UInt32
        )
    {
        #expect(throws: CryptographyError.parametersOutOfRange) {
            try Argon2Parameters(memoryKiB: m, iterations: t, parallelism: p)
        }
    }

    @Test(arguments: [0, 8, 15, 65]) func `a salt of another length is refused`(count: Int) throws {
        let argon2 = try Self.cheap()
        #expect(throws: CryptographyError.wrongLength) {
            try argon2.hash(password: [1], salt: .init(repeating: 0, count: count))
        }
    }

    private static let salt = "MDEyMzQ1Njc4OWFiY2RlZg"
    private static let tag = "8b4NtgsJnkDxp7uIeni7ZW3qTkjwhKvxH1yliu8iwn0"

    @Test(arguments: [
        "", "$", "$$$$$", "argon2id$v=19$m=64,t=1,p=1$\(salt)$\(tag)",
        "$argon2i$v=19$m=64,t=1,p=1$\(salt)$\(tag)",
        "$argon2d$v=19$m=64,t=1,p=1$\(salt)$\(tag)", "$Argon2id$v=19$m=64,t=1,p=1$\(salt)$\(tag)",
        "$argon2id$v=16$m=64,t=1,p=1$\(salt)$\(tag)", "$argon2id$m=64,t=1,p=1$\(salt)$\(tag)",
        "$argon2id$v=19$t=1,m=64,p=1$\(salt)$\(tag)", "$argon2id$v=19$m=64,t=1$\(salt)$\(tag)",
        "$argon2id$v=19$m=64,t=1,p=1,k=1$\(salt)$\(tag)", "$argon2id$v=19$m=064,t=1,p=1$\(salt)$\(tag)",
        "$argon2id$v=19$m=+64,t=1,p=1$\(salt)$\(tag)", "$argon2id$v=19$m=-64,t=1,p=1$\(salt)$\(tag)",
        "$argon2id$v=19$m= 64,t=1,p=1$\(salt)$\(tag)", "$argon2id$v=19$m=6４,t=1,p=1$\(salt)$\(tag)",
        "$argon2id$v=19$m=99999999999999999999,t=1,p=1$\(salt)$\(tag)",
        "$argon2id$v=19$m=4294967295,t=1,p=1$\(salt)$\(tag)",
        "$argon2id$v=19$m=64,t=4294967295,p=1$\(salt)$\(tag)",
        "$argon2id$v=19$m=64,t=1,p=1$$\(tag)", "$argon2id$v=19$m=64,t=1,p=1$\(salt)$",
        "$argon2id$v=19$m=64,t=1,p=1$\(salt)", "$argon2id$v=19$m=64,t=1,p=1$\(salt)$\(tag)$",
        "$argon2id$v=19$m=64,t=1,p=1$\(salt)==$\(tag)", "$argon2id$v=19$m=64,t=1,p=1$\(salt)$\(tag)=",
        "$argon2id$v=19$m=64,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZh$\(tag)",
        "$argon2id$v=19$m=64,t=1,p=1$MDEy$\(tag)",
        "$argon2id$v=19$m=64,t=1,p=1$\(salt)$8b4N", "$argon2id$v=19$m=64,t=1,p=1$\(salt)AAA$\(tag)",
        "$argon2id$v=19$m=64,t=1,p=1$\(salt)$\(tag)\n", " $argon2id$v=19$m=64,t=1,p=1$\(salt)$\(tag)",
        "$argon2id$v=19$m=64,t=1,p=1$\(String(repeating: "A", count: 600))$\(tag)",
        "$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW", "secret",
    ]) func `what isn't exactly an Argon2id hash in bounds is refused`(phc: String) {
        #expect(throws: CryptographyError.malformedPasswordHash) { try Argon2Parameters(phc: phc) }
        #expect(throws: CryptographyError.malformedPasswordHash) {
            try Argon2id.verify(password: [1], phc: phc)
        }
    }
}
