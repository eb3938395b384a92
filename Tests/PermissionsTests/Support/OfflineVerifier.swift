import Directory
import Identity
import Permissions
import Wire

/// A platform that decides from the claim in its token alone: written from Documentation/PERMISSIONS.md, with none of the
/// engine's code. It reads JSON, and knows the tree of units.
struct OfflineVerifier {
    private struct Right {
        let functions: Set<String>
        let units: Set<String>
        let level: Int
        let maximumAge: Int64?
    }

    private let rights: [Right]
    /// Functions about which it has to ask.
    let asked: Set<String>
    private let tree: UnitTree

    /// How `acr` begins; the level is its last character.
    private static let acr = "https://hue.gov.vn/acr/"

    /// `nil` for a claim that only refers to the Authorization API.
    init?(_ claim: JSONObject, tree: UnitTree) {
        guard let rights = claim["rights"]?.array?.compactMap(\.object) else { return nil }
        self.rights = rights.map { right in
            Right(
                functions: Self.texts(right["functions"]), units: Self.texts(right["units"]),
                level: right["acr"].map { Int($0.string?.dropFirst(Self.acr.utf8.count) ?? "") ?? .max } ?? 1,
                maximumAge: right["max_age"].map { $0.integer ?? -1 })
        }
        asked = Self.texts(claim["ask"])
        self.tree = tree
    }

    /// - Parameters:
    ///   - function: without the platform's name.
    ///   - level: the strength of the sign-in, from the token's `acr`.
    ///   - age: the time since the token's `auth_time`, in seconds.
    func permits(_ function: String, at unit: UnitID, level: Int, age: Int64) -> Bool {
        rights.contains { right in
            right.functions.contains(function) && covers(right.units, unit) && level >= right.level
                && (right.maximumAge.map { age >= 0 && age <= $0 } ?? true)
        }
    }

    /// The unit itself, or everything under one above it, itself included.
    private func covers(_ units: Set<String>, _ unit: UnitID) -> Bool {
        units.contains(unit.text) || tree.path(to: unit).contains { units.contains($0.id.text + "/*") }
    }

    private static func texts(_ value: JSONValue?) -> Set<String> { Set((value?.array ?? []).compactMap(\.string)) }
}
