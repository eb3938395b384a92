import HTTPTypes
import Hummingbird
import OpenIDConnect
import Operations
import SCIM
import Wire

// What sources write (RFC 7644 §3.3 to §3.6). Who isn't one is refused before a body is read.
extension SCIMEndpoint {
    func create(_ kind: ResourceKind) -> Routes.Handler {
        { visit in
            try await writing(visit) { token, visit async throws(SCIMRefusal) in
                let written = await body(of: visit.request, atMost: Limits.scimResourceBytes)
                let created = try await writer.create(kind, written, token, visit.anonymous)
                return .scim(created, .all, status: .created).adding(.location, created.location)
            }
        }
    }

    func replace(_ kind: ResourceKind) -> Routes.Handler {
        { visit in
            try await writing(visit) { token, visit async throws(SCIMRefusal) in
                let written = await body(of: visit.request, atMost: Limits.scimResourceBytes)
                return .scim(
                    try await writer.replace(
                        kind, pathID(visit), by: written, ifMatch: visit.request.headers[.ifMatch], token,
                        visit.anonymous), .all)
            }
        }
    }

    func modify(_ kind: ResourceKind) -> Routes.Handler {
        { visit in
            try await writing(visit) { token, visit async throws(SCIMRefusal) in
                let patch = await body(of: visit.request, atMost: Limits.scimResourceBytes).flatMap { json in
                    Result { () throws(SCIMError) in try PatchRequest(json) }
                }
                return .scim(
                    try await writer.modify(
                        kind, pathID(visit), by: patch, ifMatch: visit.request.headers[.ifMatch], token,
                        visit.anonymous), .all)
            }
        }
    }

    func delete(_ kind: ResourceKind) -> Routes.Handler {
        { visit in
            try await writing(visit) { token, visit async throws(SCIMRefusal) in
                try await writer.delete(
                    kind, pathID(visit), ifMatch: visit.request.headers[.ifMatch], token, visit.anonymous)
                return Response(status: .noContent)
            }
        }
    }

    private func writing(
        _ visit: Visit,
        _ write: (PresentedAccessToken, Visit) async throws(SCIMRefusal) -> Response
    ) async throws -> Response {
        try await answering(visit) { () async throws(SCIMRefusal) in
            let token = try await presented(visit)
            try await writer.admit(token, visit.anonymous)
            return try await write(token, visit)
        }
    }
}
