import Accounts
import BenchmarkSupport
import Cryptography
import Foundation
import Identity
import OpenIDConnect
import Wire

/// Bytes that are the same each time, and look random: a label's SHA-256.
struct DerivedBytes: RandomSource {
    let label: String

    /// - Parameter count: at most 32.
    func bytes(_ count: Int) -> [UInt8] { Array(SHA2.sha256(Array(label.utf8)).prefix(count)) }

    /// The same, in the order of a number: as keys they fill an index from its beginning to its end.
    /// - Parameter fraction: from 0 to 1, how far on.
    func bytes(_ count: Int, at fraction: Double) -> [UInt8] {
        let place = UInt32(fraction * Double(UInt32.max))
        return withUnsafeBytes(of: place.bigEndian, Array.init) + bytes(count - 4)
    }
}

/// One of the people, as VNeID has told of them once. Everything is made of their number, so that nothing of a million has
/// to be remembered, and an answer that is about somebody else is seen.
struct Citizen: Sendable {
    let id: PersonID
    let claims: PersonClaims
    let identifier: PersonIdentifier
    /// By which platforms know them, one each.
    let subjects: [(sector: String, value: String)]

    /// - Parameters:
    ///   - number: which, from 0.
    ///   - count: how many there are.
    init(_ number: Int, of count: Int) throws {
        let fraction = Double(number) / Double(count)
        let digits = String(format: "046%09d", number * (999_999_999 / count))
        guard let id = PersonID(random: DerivedBytes(label: "person \(number)").bytes(16, at: fraction)),
            let citizenNumber = CitizenNumber(digits)
        else { throw BenchmarkError("there is no person \(number)") }
        self.id = id
        claims = PersonClaims(
            name: Self.name(number),
            birthdate: Birthdate(
                String(format: "%d-%02d-%02d", 1930 + number % 76, 1 + number % 12, 1 + number % 28)),
            phoneNumber: nil, address: nil, citizenNumber: citizenNumber, identityLevel: .two)
        identifier = .citizen(citizenNumber)
        subjects = Self.sectors.map { sector in
            (sector, Base64URL.encode(DerivedBytes(label: "\(sector) \(number)").bytes(32, at: fraction)))
        }
    }

    private static let sectors = ["dvc.hue.test", "hue-s.hue.test", "thue.hue.test"]
    private static let families = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng"]
    private static let middles = ["Thị", "Văn", "Ngọc", "Minh", "Quang", "Thanh", "Hồng"]

    /// Nobody else has it.
    private static func name(_ number: Int) -> String {
        "\(families[number % families.count]) \(middles[number % middles.count]) Thứ \(number)"
    }
}

/// A browser in which somebody has signed in by VNeID.
struct Browser: Sendable {
    let citizen: Citizen
    let session: Session
    let cookie: BrowserSecret<SessionCookie>

    /// - Parameter label: which it is: its secrets are made of it.
    init(_ label: String, of citizen: Citizen, signedInAt moment: Instant, seen: Instant) {
        self.citizen = citizen
        session = Session(
            id: SessionID(Base64URL.encode(DerivedBytes(label: "session \(label)").bytes(16))), person: citizen.id,
            authentication: Authentication(moment: moment, level: .three, methods: [.vneid]), lastSeen: seen)
        cookie = BrowserSecret(random: DerivedBytes(label: "cookie \(label)"))
    }

    var cookiePair: String { "\(SessionCookie.cookieName)=\(cookie.text)" }
}

/// What a platform was given in one of the sessions that there are from the beginning.
struct EarlierTokens: Sendable {
    let refreshToken: RefreshToken

    /// - Parameter number: which session's.
    init(_ number: Int) {
        refreshToken = RefreshToken(random: DerivedBytes(label: "refresh token \(number)"))
    }
}
