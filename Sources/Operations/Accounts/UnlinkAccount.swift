import Database
import Directory
import Identity
import Permissions
import Storage

/// Undoes the last joining of somebody with another: the two are two again. The number, and of the grants and posts those that came
/// with the link and still are as they were, go back; what was given since stays with the one who stayed. Whose consent was
/// whose can't be told any more where both had given one, so it is asked for again; all sessions end.
package struct UnlinkAccount: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    package enum Outcome: Sendable {
        /// - Parameter other: who is somebody else again; `nil` where the number had been nobody's.
        case unlinked(PersonID, other: PersonID?)
        case notLinked
    }

    package func run(_ person: KnownPerson, _ act: Act) async throws -> Outcome {
        try await installation.database.write(queuingFor: .permissions) { transaction in
            let object = "\(person.auditName) \(person.id.text)"
            guard let link = try transaction.personLinks.last(of: person.id) else {
                try transaction.audit.append(act.event(.accountUnlink, .refused("not-linked"), object: object))
                return .notLinked
            }
            try transaction.undo(link, at: act.now)
            let other = link.merged.map { " \($0.text)" } ?? ""
            try transaction.audit.append(act.event(.accountUnlink, object: object + other))
            return .unlinked(link.kept, other: link.merged)
        }
    }
}

extension WriteTransaction {
    fileprivate func undo(_ link: PersonLink, at now: Instant) throws {
        let begun = try people.identifiers(of: link.kept, begunAt: link.linkedAt)
        let ended = try people.identifiers(of: link.kept, endedAt: link.linkedAt)
        for number in begun { try people.end(number, of: link.kept, at: now) }
        for number in ended where try people.find(number) == nil {
            try people.begin(number, of: link.kept, at: now)
        }
        try people.set(link.profile, of: link.kept, at: now)
        if let other = link.merged {
            try people.unmerge(other, at: now)
            for number in begun { try people.begin(number, of: other, at: now) }
            try record(try returned(to: other, by: link), at: now)
            try directoryBindings.move(from: link.kept, to: other, numbered: begun)
            try consents.forget(of: link.kept, where: other)
        }
        try sessions.endAll(of: link.kept, at: now)
        try authorizations.revokeAll(of: link.kept, at: now)
        try begunSignIns.endAll(of: link.kept)
        try personLinks.end(link, at: now)
    }

    private func returned(to other: PersonID, by link: PersonLink) throws -> MovedFacts {
        let moved = try personLinks.facts(of: link)
        var grants: [(before: StoredFact<RoleGrant>, after: RoleGrant)] = []
        for stored in try roleGrants.naming(link.kept) {
            let grant = stored.fact
            let isHeld = moved.contains(.held(grant.id)) && grant.subject == .person(link.kept)
            let isGiven = moved.contains(.given(grant.id)) && grant.grantedBy == link.kept
            guard isHeld || isGiven else { continue }
            grants.append(
                (
                    stored,
                    RoleGrant(
                        id: grant.id, effect: grant.effect, subject: isHeld ? .person(other) : grant.subject,
                        role: grant.role, reach: grant.reach, period: grant.period,
                        grantedBy: isGiven ? other : grant.grantedBy, reason: grant.reason,
                        standsInFor: grant.standsInFor)
                ))
        }
        let posts = try assignments.facts(of: link.kept).filter { moved.contains(.post($0.fact)) }.map { stored in
            (
                stored,
                Assignment(
                    person: other, post: stored.fact.post, period: stored.fact.period, origin: stored.fact.origin)
            )
        }
        return MovedFacts(grants: grants, posts: posts)
    }
}
