"""The training loop in the open: what `nn.fit` does, in its simplest form, on four examples of exclusive or."""

import engine
from nn import MLP, mse_loss

inputs = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]
targets = [0.0, 1.0, 1.0, 0.0]

model = MLP(2, [4, 1], activation="tanh", seed=0)
learning_rate = 0.2

for epoch in range(1, 501):
    outputs = [model(x) for x in inputs]  # forward
    losses = [mse_loss(output, target) for output, target in zip(outputs, targets)]
    cost = engine.sum(losses) / len(losses)

    model.zero_grad()
    cost.backward()  # d(cost)/d(every parameter)
    for p in model.parameters():
        p.data -= learning_rate * p.grad  # one step downhill

    if epoch % 50 == 0:
        print(f"epoch {epoch:3}  cost {cost.data:.6f}")

for x, target in zip(inputs, targets):
    print(f"{x[0]:.0f} xor {x[1]:.0f} = {target:.0f}, the model says {model(x).data:.3f}")
