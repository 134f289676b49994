/** Says what this client cannot do, and why. Knows a reason; refuses to know where it is answered. */
package sparrow.features;

final class Unsupported extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Unsupported(String reason) {
    super(reason);
  }
}
