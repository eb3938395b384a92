import Audit
import Database
import Directory
import Identity
import OpenIDConnect
import Permissions
import SCIM
import Storage
import Wire

/// Takes what a source says by SCIM (RFC 7644 §3.3 to §3.6) of units and people that no other source has: each request
/// is one transaction, with the event of what it changed. What somebody else began the source doesn't see.
package struct WriteStaff: Sendable {
    private let installation: Installation
    private let base: String

    /// What has waited so long for an approval is forgotten: sent again, it waits anew.
    private static let patience = Duration.hours(7 * 24)

    package init(_ installation: Installation, issuer: Issuer) {
        self.installation = installation
        base = issuer.scimBase
    }

    /// Whoever sends something to be written, before it is read.
    package func admit(_ token: PresentedAccessToken, _ act: Act) async throws(SCIMRefusal) {
        let clients = installation.clients
        let client = try await installation.database.readForSCIM { transaction in
            try transaction.scimClient(token, clients, at: act.now)
        }
        _ = try client.source()
    }

    package func create(
        _ kind: ResourceKind, _ body: Result<JSONObject, SCIMError>, _ token: PresentedAccessToken, _ act: Act
    ) async throws(SCIMRefusal) -> Resource {
        let ids: (EntryKey, PersonID)
        do {
            guard let key = EntryKey(octets: installation.random.bytes(16)) else { throw RandomSourceExhausted() }
            ids = (key, try installation.newPersonID())
        } catch { throw .database(error) }
        return try await writing(token, act) { writing in
            let id = try writing.create(try WrittenResource(try body.get(), as: writing.type(kind)), ids)
            return try self.resource(kind, id, writing)
        }
    }

    /// PUT: what isn't said any more has no value any more (RFC 7644 §3.5.1).
    /// - Parameter versions: those that the client means (`If-Match`); `nil` for any.
    package func replace(
        _ kind: ResourceKind, _ id: String, by body: Result<JSONObject, SCIMError>, ifMatch versions: String?,
        _ token: PresentedAccessToken, _ act: Act
    ) async throws(SCIMRefusal) -> Resource {
        try await change(kind, id, ifMatch: versions, token, act) { before in
            try WrittenResource(try body.get(), as: before.type)
        }
    }

    package func modify(
        _ kind: ResourceKind, _ id: String, by patch: Result<PatchRequest, SCIMError>, ifMatch versions: String?,
        _ token: PresentedAccessToken, _ act: Act
    ) async throws(SCIMRefusal) -> Resource {
        try await change(kind, id, ifMatch: versions, token, act) { try patch.get().applied(to: $0) }
    }

    package func delete(
        _ kind: ResourceKind, _ id: String, ifMatch versions: String?, _ token: PresentedAccessToken, _ act: Act
    ) async throws(SCIMRefusal) {
        try await writing(token, act) { writing in
            let record = try writing.record(id, kind)
            try self.check(versions, kind, record.id, writing)
            try writing.remove(record)
        }
    }

    private func change(
        _ kind: ResourceKind, _ id: String, ifMatch versions: String?, _ token: PresentedAccessToken, _ act: Act,
        _ change: @escaping @Sendable (WrittenResource) throws -> WrittenResource
    ) async throws(SCIMRefusal) -> Resource {
        try await writing(token, act) { writing in
            let record = try writing.record(id, kind)
            try self.check(versions, kind, record.id, writing)
            let before = try writing.written(record)
            let after = try change(before).knowing(before.citizenNumber)
            // What changes nothing is no change (RFC 7644 §3.5.2).
            if after != before { try writing.update(record, from: before, to: after) }
            return try self.resource(kind, record.id, writing)
        }
    }

    // MARK: Parts

    private func check(
        _ versions: String?, _ kind: ResourceKind, _ id: EntryKey, _ writing: SourceWriting
    ) throws {
        guard let versions else { return }
        guard try resource(kind, id, writing).version.isAmong(versions) else { throw SCIMError.preconditionFailed }
    }

    private func resource(_ kind: ResourceKind, _ id: EntryKey, _ writing: SourceWriting) throws -> Resource {
        let staff = try SourceStaff(of: writing.source, at: base, only: id, in: writing.transaction)
        guard let resource = staff.resources(kind).first else { throw SCIMError.notFound(id: id.description) }
        return resource
    }

    private func writing<Value: Sendable>(
        _ token: PresentedAccessToken, _ act: Act, _ body: @escaping @Sendable (SourceWriting) throws -> Value
    ) async throws(SCIMRefusal) -> Value {
        do {
            return try await attempt(token, act, body)
        } catch let held as ChangeHeld {
            try await note(held, act)
            throw .refused(
                .held(
                    digest: held.change.digest,
                    reasons: held.change.reasons.map { $0.text(by: SourceWriting.limits).english }),
                held.source.client)
        } catch let refusal as SCIMRefusal { throw refusal } catch { throw .database(error) }
    }

    private func attempt<Value: Sendable>(
        _ token: PresentedAccessToken, _ act: Act, _ body: @escaping @Sendable (SourceWriting) throws -> Value
    ) async throws -> Value {
        let (clients, permissions) = (installation.clients, installation.permissions)
        return try await installation.database.write(queuingFor: .permissions) { transaction in
            let client = try transaction.scimClient(token, clients, at: act.now).get()
            let source = try client.source()
            let state: PermissionState
            switch try permissions.state(in: transaction, at: act.now) {
            case .failure(let why): throw SCIMRefusal.unavailable(why, client.id)
            case .success(let known): state = known
            }
            let act = Act(actor: .client(client.id.text), origin: act.origin, now: act.now)
            do {
                return try body(
                    SourceWriting(transaction: transaction, source: source, permissions: state, act: act))
            } catch let error as SCIMError { throw SCIMRefusal.refused(error, client.id) }
        }
    }

    /// Writes down what waits, in a transaction of its own: of the change itself nothing is kept.
    private func note(_ held: ChangeHeld, _ act: Act) async throws(SCIMRefusal) {
        do {
            try await installation.database.write { transaction in
                try transaction.heldChanges.note(
                    held.change, of: held.source.source,
                    clearingApprovalsUntil: act.now - SourceWriting.approvalLife, forgetting: act.now - Self.patience)
            }
        } catch { throw .database(error) }
    }
}
