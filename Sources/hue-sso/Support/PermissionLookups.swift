import Directory
import Foundation
import Identity
import Operations
import Permissions

// What several commands look up by what was typed, and what they say when it isn't there.

extension Installation {
    /// The permissions of a moment, compiled from the records.
    func permissions(_ view: ViewOptions) async throws -> (state: PermissionState, moment: Instant) {
        let moment = try view.moment(clock)
        switch try await RecordedPermissions(self).run(at: moment, knownAt: try view.known()) {
        case .failure(let unavailable): throw CommandFailure(unavailable)
        case .success(let state): return (state, moment)
        }
    }

    /// Whom an argument names: a user name, or the twelve digits.
    func person(named text: String) async throws -> PersonID {
        guard let person = try await FindPerson(self).run(text) else { throw CommandFailure.noAccount(text) }
        return person.id
    }

    /// Whom a grant is for, as it was typed.
    func subject(_ text: String) async throws -> GrantSubject {
        if let subject = GrantSubject(text: text) { return subject }
        return .person(try await person(named: text))
    }

    /// A refusal with the names of those whom it is about.
    func failure(_ refusal: DelegationRefusal, _ state: PermissionState) async throws -> CommandFailure {
        let people = try await labels(of: refusal.people)
        return CommandFailure([refusal.textWithHint(state.names(people))], code: refusal.exitCode)
    }
}

extension DelegationRefusal {
    /// Whom it is about.
    var people: [PersonID] {
        switch self {
        case .wouldMeetExcluded(let person), .toThePrincipal(let person): [person]
        default: []
        }
    }

    /// What isn't there is something else than what isn't permitted.
    fileprivate var exitCode: Int32 {
        switch self {
        case .unknownRole, .unknownUnit, .unknownKind: EX_NOINPUT
        default: EX_NOPERM
        }
    }
}

extension CommandFailure {
    init(_ unavailable: PermissionsUnavailable) {
        self.init([unavailable.textWithHint], code: EX_NOINPUT)
    }

    static func noAccount(_ name: String) -> Self {
        .notFound(
            "không có tài khoản '\(name)'; xem hue-sso account list",
            english: "there is no account '\(name)'; see hue-sso account list")
    }

    static func noUnit(_ unit: UnitID) -> Self {
        .notFound(
            "không có đơn vị \(unit); xem hue-sso unit tree",
            english: "there is no unit \(unit); see hue-sso unit tree")
    }

    /// Who acts, or is acted for, may not any more.
    static func disabled(_ label: String) -> Self {
        Self("\(label): tài khoản đã ngừng", english: "the account is disabled", code: EX_NOPERM)
    }
}
