import AsyncHTTPClient
import TestSupport
import Testing

@testable import Server

/// What somebody who writes HTTP/2 by hand can do to us: end their own connection (PEERS-BUGS P82).
@Suite(.bothDatabases) struct HostileFramesTests {
    private static let metadata = "/.well-known/openid-configuration"

    @Test func `frames that break the rules end their connection with the code of RFC 9113, and no other (P82)`()
        async throws
    {
        try await SocketServer.serve(tls: true) { serving in
            let chain = serving.certificate.chain
            for crafted in CraftedFrames.violations {
                let codes = try await RawHTTP2.farewells(to: crafted.bytes, port: serving.port, trusting: chain)
                #expect(codes == [crafted.code], "\(crafted.name)")
            }
            let request = HTTPClientRequest(url: "https://localhost:\(serving.port)\(Self.metadata)")
            #expect(try await SocketServer.statuses([request], trusting: chain) == [200])
        }
    }

    @Test func `a flood of frames that are good one by one ends its connection, and others are answered (P82)`()
        async throws
    {
        try await SocketServer.serve(tls: true) { serving in
            let chain = serving.certificate.chain
            let request = HTTPClientRequest(url: "https://localhost:\(serving.port)\(Self.metadata)")
            for crafted in CraftedFrames.floods {
                // The farewell may be lost with what the server didn't read any more.
                let codes = try await RawHTTP2.farewells(to: crafted.bytes, port: serving.port, trusting: chain)
                #expect(codes.isEmpty || codes == [crafted.code], "\(crafted.name)")
                #expect(try await SocketServer.statuses([request], trusting: chain) == [200], "\(crafted.name)")
            }
            let exposition = serving.running.provider.metrics.exposition()
            let ended = CraftedFrames.floods.count
            let counted = exposition.split(separator: "\n").filter { line in
                line.hasPrefix("edge_connections_closed_total{") && line.contains("reason=\"connection-error\"")
                    || line.hasPrefix("edge_requests_refused_total{") && line.contains("reason=\"headers-too-large\"")
            }
            let sum = counted.compactMap { $0.split(separator: " ").last.flatMap { Double($0) } }.reduce(0, +)
            #expect(sum == Double(ended), "\(counted)")
        }
    }
}
