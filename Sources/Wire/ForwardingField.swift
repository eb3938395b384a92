/// The header field in which our proxies say whom they speak for.
///
/// It is one, and it is told to us: a proxy that writes one of them passes the other on as the stranger wrote it, so that
/// whoever reads both believes strangers.
package enum ForwardingField: String, CaseIterable, Sendable {
    /// RFC 7239.
    case forwarded
    /// What proxies wrote before RFC 7239, and most still do.
    case xForwardedFor = "x-forwarded-for"
}
