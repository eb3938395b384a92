import HTTPTypes
import Hummingbird
import OpenIDConnect
import Operations
import SCIM
import Wire

/// SCIM (RFC 7644) for platforms that keep a copy of their staff, who read `/Users` and `/Groups`; and for sources of units
/// and people that no directory has, who write their own (`SCIMEndpoint+Writing`).
/// The token is one by client credentials, for this audience and with a scope of its own; it travels in the header alone.
struct SCIMEndpoint: Sendable {
    private let staff: ReadStaff
    let writer: WriteStaff
    private let issuer: Issuer
    private let tokens: AccessTokens

    init(_ provider: Provider) {
        staff = ReadStaff(provider.installation, issuer: provider.issuer, subjects: provider.subjects)
        writer = WriteStaff(provider.installation, issuer: provider.issuer)
        issuer = provider.issuer
        tokens = provider.accessTokens
    }

    // MARK: Reading

    /// RFC 7644 §3.4.2.
    func list(_ kind: ResourceKind) -> Routes.Handler {
        { visit in
            try await answering(visit) { () async throws(SCIMRefusal) in
                let token = try await presented(visit)
                let query = query(of: visit.request).flatMap { parameters in
                    Result { () throws(SCIMError) in try ListQuery(parameters) }
                }
                return .scim(try await staff.list([kind], query, token, visit.anonymous).json)
            }
        }
    }

    /// RFC 7644 §3.4.3: the same by POST, so that what is searched for stands in no log of addresses.
    func search(_ kinds: [ResourceKind]) -> Routes.Handler {
        { visit in
            try await answering(visit) { () async throws(SCIMRefusal) in
                let token = try await presented(visit)
                // Nobody but a client has a body read.
                _ = try await staff.service(token, visit.anonymous)
                let query = await body(of: visit.request).flatMap { json in
                    Result { () throws(SCIMError) in try ListQuery(search: json) }
                }
                return .scim(try await staff.list(kinds, query, token, visit.anonymous).json)
            }
        }
    }

    /// RFC 7644 §3.4.1, §3.14.
    func resource(_ kind: ResourceKind) -> Routes.Handler {
        { visit in
            try await answering(visit) { () async throws(SCIMRefusal) in
                let token = try await presented(visit)
                let found = try await staff.resource(kind, pathID(visit), token, visit.anonymous)
                if let known = visit.request.headers[.ifNoneMatch], found.version.isAmong(known) {
                    return Response(
                        status: .notModified, headers: [.eTag: found.version.text, .cacheControl: "no-store"])
                }
                return .scim(found, try selection(visit.request))
            }
        }
    }

    // MARK: What the service is

    /// RFC 7644 §4: what is told to whoever asks, as RFC 7643 §5 recommends; to a client, what is true for it.
    func serviceProviderConfig(_ visit: Visit) async throws -> Response {
        try await describing(visit) { $0.serviceProviderConfig(at: issuer.scimBase) }
    }

    func resourceTypes(_ visit: Visit) async throws -> Response {
        try await describing(visit) { $0.resourceTypes(at: issuer.scimBase) }
    }

    func resourceType(_ visit: Visit) async throws -> Response {
        try await describing(visit) { service throws(SCIMError) in
            try service.resourceType(pathID(visit), at: issuer.scimBase)
        }
    }

    func schemas(_ visit: Visit) async throws -> Response {
        try await describing(visit) { $0.schemas(at: issuer.scimBase) }
    }

    func schema(_ visit: Visit) async throws -> Response {
        try await describing(visit) { service throws(SCIMError) in
            try service.schema(pathID(visit), at: issuer.scimBase)
        }
    }

    private func describing(
        _ visit: Visit, _ describe: (ServiceDescription) throws(SCIMError) -> JSONObject
    ) async throws -> Response {
        try await answering(visit) { () async throws(SCIMRefusal) in
            var service = ServiceDescription.platform
            if visit.request.headers[.authorization] != nil {
                service = try await staff.service(try presented(visit), visit.anonymous)
            }
            do throws(SCIMError) { return .scim(try describe(service)) } catch { return .scim(error) }
        }
    }

    // MARK: Requests

    func answering(
        _ visit: Visit, _ answer: () async throws(SCIMRefusal) -> Response
    ) async throws -> Response {
        do throws(SCIMRefusal) { return try await answer() } catch {
            throw RefusedRequest.scim(error, visit.request, issuer)
        }
    }

    func presented(_ visit: Visit) async throws(SCIMRefusal) -> PresentedAccessToken {
        do {
            return try await tokens.presented(
                by: visit.request, certificate: visit.certificate, for: issuer.scimBase, at: visit.now)
        } catch let error as BearerError {
            throw .bearer(error)
        } catch { throw .database(error) }
    }

    private func query(of request: Request) -> Result<FormParameters, SCIMError> {
        do { return .success(try request.queryParameters()) } catch {
            return .failure(.invalidSyntax("the query is not well-formed"))
        }
    }

    /// `attributes` or `excludedAttributes` (RFC 7644 §3.9).
    private func selection(_ request: Request) throws(SCIMRefusal) -> AttributeSelection {
        do throws(SCIMError) { return try ListQuery(try query(of: request).get()).selection } catch {
            throw .refused(error, nil)
        }
    }

    /// The last part of the path. A URN in it may have its colons encoded (RFC 3986 §2.1).
    func pathID(_ visit: Visit) -> String {
        let text = visit.parameters.get("id") ?? ""
        return (try? FormParameters(query: "id=\(text)"))?.all("id").first ?? text
    }

    func body(of request: Request, atMost limit: Int = Limits.scimBodyBytes) async -> Result<JSONObject, SCIMError> {
        do throws(JSONBodyFault) {
            return .success(
                try await request.jsonObject(of: ["application/scim+json", "application/json"], atMost: limit))
        } catch {
            switch error {
            case .otherType: return .failure(.invalidSyntax("the content type must be application/scim+json"))
            case .tooLarge: return .failure(.tooLarge)
            case .interrupted: return .failure(.invalidSyntax("the body does not come to its end"))
            case .malformed(let why): return .failure(.invalidSyntax("\(error.sentence): \(why)"))
            }
        }
    }
}
